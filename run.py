"""Run Lungang from a checkout: makes an environment of its own in `.venv`, once, and works in it.

Needs Python 3.11 or newer and nothing else, on Linux, macOS and Windows.
首次运行会在 .venv 中准备环境，只需要 Python 3.11 或更新版本。

    python3 run.py demo         the made-up county, start to finish   示例县，从头到尾
    python3 run.py test         the tests (more words go to pytest)   测试
    python3 run.py lint         style and types                       代码风格与类型
    python3 run.py check        lint, then test                       以上两项
    python3 run.py WORDS...     lungang WORDS...                      其他 lungang 命令
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  # an older Python gets a sentence, not a traceback
    sys.exit(
        "需要 Python 3.11 或更新版本，当前是 {0}。\nPython 3.11 or newer is needed; this is {0}.".format(
            ".".join(str(n) for n in sys.version_info[:3])
        )
    )

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LUNGANG = BIN / ("lungang.exe" if os.name == "nt" else "lungang")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "lungang-stamp"
CODE = ["models", "optimizer", "scenarios", "benchmarks", "app", "tests", "run.py"]
SETUP_FAILED = 2
"""Exit code where the environment cannot be made: not one a finished run would give for a district."""

PREPARING = """
正在下载并安装依赖（只在第一次，约 150 MB，几分钟）……
Downloading and installing what it needs (the first time only; about 150 MB, a few minutes) ...
"""
OWN_PYTHON = """
运行环境要重做，请用系统的 Python 运行 run.py，不要用 .venv 里的。
The environment must be made anew: use the system's Python for run.py, not the one in .venv.
"""
NO_VENV = """
这个 Python 缺少 venv 组件。Debian/Ubuntu 请运行：sudo apt install python3-venv，然后重试。
This Python lacks its venv module. On Debian or Ubuntu run: sudo apt install python3-venv, then try again.
"""
PIP_FAILED = """
依赖安装没有完成，上面是 pip 的说明。多半是没有网络，或网络要用代理或单位镜像：
  · 有镜像时设置环境变量 PIP_INDEX_URL；代理用 HTTPS_PROXY；
  · 没有网络时，把安装包下载到一个文件夹，设置 PIP_NO_INDEX=1 和 PIP_FIND_LINKS=该文件夹，再运行同一条命令。
The dependencies could not be installed; pip says why above. Most often there is no network, or it needs a mirror:
  - with a mirror, set PIP_INDEX_URL; with a proxy, set HTTPS_PROXY;
  - offline, download the packages to a folder, set PIP_NO_INDEX=1 and PIP_FIND_LINKS=that folder, and try again.
"""


def tell(text: str) -> None:
    """Say something on stderr, which never fails for a character the console lacks."""
    print(text.strip(), file=sys.stderr, flush=True)


def fail(text: str) -> int:
    """Say why the environment cannot be made, and return the exit code for that."""
    tell(text)
    return SETUP_FAILED


def call(command: list[str], where: Path | None = None) -> int:
    """Run a command and return its exit code; Ctrl-C is the command's to answer (a solve keeps its best plan)."""
    with subprocess.Popen(command, cwd=where) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue


def wanted_stamp() -> str:
    """Return what the environment was made from: the locked packages, the entry points, the Python, the place."""
    parts = [LOCK.read_bytes(), (ROOT / "setup.cfg").read_bytes()]
    parts += [text.encode() for text in (sys.version, sys.base_prefix, str(ROOT))]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def set_up() -> int:
    """Make `.venv` from the lock file, unless the one there was made from the same; return 0 or an exit code."""
    stamp = wanted_stamp()
    if STAMP.is_file() and STAMP.read_text(encoding="ascii") == stamp and PYTHON.exists():
        return 0
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        return fail(NO_VENV)
    if Path(sys.prefix).resolve() == VENV:
        return fail(OWN_PYTHON)
    tell(PREPARING)
    shutil.rmtree(VENV, ignore_errors=True)
    if call([sys.executable, "-m", "venv", str(VENV)]):
        return fail(NO_VENV)
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    if call([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)]):
        return fail(PIP_FAILED)
    if call([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)]):
        return fail(PIP_FAILED)
    STAMP.write_text(stamp, encoding="ascii")
    return 0


def lint() -> int:
    """Check style and types; run every check, return the first exit code that is not 0."""
    python = [str(PYTHON), "-m"]
    checks = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy", *CODE]]
    return next((code for code in [call([*python, *check], ROOT) for check in checks] if code), 0)


def test(words: list[str]) -> int:
    """Run the tests on up to four processors."""
    workers = str(min(4, os.cpu_count() or 1))
    return call([str(PYTHON), "-m", "pytest", "-n", workers, *words], ROOT)


def main(words: list[str]) -> int:
    """Set up, then do what the first word says; every other word is a command of `lungang`."""
    if not words or words[0] in ("-h", "--help"):
        tell(__doc__)
        return 0
    code = set_up()
    if code:
        return code
    if words == ["lint"]:
        return lint()
    if words[0] == "test":
        return test(words[1:])
    if words == ["check"]:
        return lint() or test([])
    return call([str(LUNGANG), *words])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
