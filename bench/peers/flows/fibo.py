"""B5's script: fibo(10)."""


def fibo(n: int) -> int:
    """The naive recursion."""
    return n if n < 2 else fibo(n - 1) + fibo(n - 2)


print(fibo(10))
