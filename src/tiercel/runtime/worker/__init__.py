"""The worker: claims jobs, runs their attempts and reports what came of them."""
