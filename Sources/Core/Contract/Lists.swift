// SPDX-License-Identifier: GPL-3.0-or-later
/// Which part of a list is wanted.
package struct Page: Hashable, Sendable {
    package static let mostItems = 1000
    package static let defaultItems = 100

    package var limit: Int
    /// The `next` of the page before, or nil for the first.
    package var after: String?

    package init(limit: Int = Page.defaultItems, after: String? = nil) {
        self.limit = limit
        self.after = after
    }
}

/// One page of a list, and how to ask for the one behind it.
package struct Listing<Item: Sendable>: Sendable {
    package var items: [Item]
    package var next: String?

    package init(items: [Item], next: String? = nil) {
        self.items = items
        self.next = next
    }
}

extension Listing: Equatable where Item: Equatable {}

/// What the control plane reads from the store; safe to call from any thread.
package protocol Lists: AnyObject, Sendable {
    /// Ranges in the order of their creation.
    func ranges(_ page: Page) throws(Refusal) -> Listing<StoredRange>
    func range(named name: String) throws(Refusal) -> StoredRange?
    /// Orbits ordered by number, of one range or of all, in one state or in any.
    func orbits(range: String?, state: Orbit.State?, _ page: Page, at now: WallTime) throws(Refusal)
        -> Listing<Orbit>
    func orbit(_ number: OrbitNumber, at now: WallTime) throws(Refusal) -> Orbit?
    /// How many orbits of each range are in each state, for the metrics.
    func orbitCounts(at now: WallTime) throws(Refusal) -> [(range: String, state: Orbit.State, count: Int)]
    /// Parked calls, the longest parked first.
    func parkedCalls(_ page: Page) throws(Refusal) -> Listing<ParkedCall>
    func parkedCall(_ id: CallID) throws(Refusal) -> ParkedCall?
    /// Finished calls in the order in which they ended.
    func finishedCalls(_ page: Page) throws(Refusal) -> Listing<FinishedCall>
    /// Jobs, the newest first.
    func jobs(_ page: Page) throws(Refusal) -> Listing<Job>
    func job(_ id: JobID) throws(Refusal) -> Job?
    /// Access tokens, oldest first.
    func tokens(_ page: Page) throws(Refusal) -> Listing<AccessToken>
    func token(hash: [UInt8]) throws(Refusal) -> AccessToken?
    /// Events behind `sequence`, oldest first, at most `limit` of them.
    func events(after sequence: Int64, limit: Int) throws(Refusal) -> [RecordedEvent]
}
