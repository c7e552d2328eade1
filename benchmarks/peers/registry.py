"""The peers, in the order of tables; a new peer adds one line here."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.peers import cp_sat, deferred, flow, highs, lungang, scip, serial
from benchmarks.peers.peer import Peer

PEERS: Mapping[str, Peer] = {
    peer.name: peer
    for peer in (lungang.PEER, cp_sat.PEER, highs.PEER, scip.PEER, flow.PEER, serial.PEER, deferred.PEER)
}
