"""What is said when a cluster cannot be used."""

from __future__ import annotations

from models.words import Text
from scenarios.whatif.engine.job import EngineError


def no_scheduler(address: str, error: Exception) -> EngineError:
    """Say that nobody answers at an address."""
    return EngineError(
        [
            Text(
                f"连不上集群{address}（{error}）；请核对地址，并确认调度进程已启动（dask scheduler）",
                f"no scheduler answers at {address} ({error}); check the address, and that `dask scheduler` runs there",
            )
        ]
    )


def no_worker(address: str, seconds: float) -> EngineError:
    """Say that a scheduler has had no worker for so long."""
    return EngineError(
        [
            Text(
                f"集群{address}等了{seconds:.0f}秒没有工作进程；请启动：dask worker {address}",
                f"no worker joined {address} for {seconds:.0f} seconds; start some: dask worker {address}",
            )
        ]
    )


def scheduler_gone(address: str) -> EngineError:
    """Say that a scheduler went away in the middle."""
    return EngineError(
        [
            Text(
                f"集群{address}的调度进程中途断开；算完的已保存，恢复后再运行同一条命令，只算其余的",
                f"the scheduler at {address} is gone; what had finished is kept: run the same command again, and only"
                " the rest is computed",
            )
        ]
    )


def other_version(where: str, ours: str, theirs: str) -> Text:
    """Say that part of a cluster runs another program, which might come to other results."""
    return Text(
        f"集群的{where}装的是版本{theirs}，这里是{ours}；请在各处安装同一版本，所用的库也要相同",
        f"{where} of the cluster runs version {theirs}, here it is {ours}; install the same program and"
        " libraries there",
    )


def no_program(where: str, error: object) -> Text:
    """Say that part of a cluster does not have the program."""
    return Text(
        f"集群的{where}没有本程序（{error}）；请在那里安装同一版本：pip install lungang[cluster]",
        f"{where} of the cluster lacks this program ({error}); install the same version there:"
        " pip install lungang[cluster]",
    )


def killed_workers(count: int) -> Text:
    """Say that a job is given up because so many workers died under it."""
    return Text(
        f"算它的工作进程先后没了{count}个，不再重试；多半是内存不够",
        f"{count} workers died one after the other while computing this; most often for want of memory",
    )
