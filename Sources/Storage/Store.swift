// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

/// What survives a restart: ranges, orbits, calls, jobs, tokens and the events that tell of them.
///
/// Each call is one transaction, durable when it returns. One thread writes; the lists may be read from any.
package protocol Store: Lists {
    /// Refused with `range-overlap` when the name or a number is another range's, whichever pool it is in.
    func createRange(_ range: OrbitRange, at now: WallTime) throws(Refusal) -> StoredRange
    /// Calls in orbits that the range gives up keep them until they end.
    func changeRange(
        _ name: String, _ change: RangeChange, ifMatch: String?, at now: WallTime
    ) throws(Refusal) -> StoredRange
    func deleteRange(_ name: String, ifMatch: String?, at now: WallTime) throws(Refusal)

    /// Takes an orbit for a call: no other call gets it before `finish`.
    func claim(_ claim: OrbitClaim, at now: WallTime) throws(Refusal) -> ParkedCall
    /// Frees the call's orbit and records how it ended; refused with `not-found` the second time.
    func finish(
        _ call: CallID, as outcome: Outcome, why: String, by: String?, at now: WallTime
    ) throws(Refusal) -> FinishedCall

    func save(_ job: Job) throws(Refusal)
    func add(_ token: AccessToken) throws(Refusal)
    func removeToken(_ id: TokenID) throws(Refusal)
}
