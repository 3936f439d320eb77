// SPDX-License-Identifier: GPL-3.0-or-later
/// The questions asked for every parked call; each is one search in one index, however large the range.
enum OrbitQueries {
    /// A clock that stepped back would let orbits rest until it has caught up; they count as freed now.
    static let clampRest =
        "UPDATE orbits SET freed_at = ?2 WHERE range = ?1 AND state = 'cooling' AND freed_at > ?2"
    static let endRest =
        "UPDATE orbits SET state = 'free' WHERE range = ?1 AND state = 'cooling' AND freed_at <= ?2"

    static let lowest =
        "SELECT number FROM orbits WHERE range = ?1 AND state = 'free' ORDER BY number LIMIT 1"
    static let above = """
        SELECT number FROM orbits WHERE range = ?1 AND state = 'free' AND number > ?2 ORDER BY number LIMIT 1
        """
    /// Never used comes first: an absent time sorts below all others.
    static let longestIdle = """
        SELECT number FROM orbits WHERE range = ?1 AND state = 'free' ORDER BY freed_at, number LIMIT 1
        """
    static let longestCooling = """
        SELECT number FROM orbits WHERE range = ?1 AND state = 'cooling' ORDER BY freed_at, number LIMIT 1
        """
    static let isFree = "SELECT number FROM orbits WHERE number = ?2 AND range = ?1 AND state = 'free'"
    static let countFree = "SELECT count(*) FROM orbits WHERE range = ?1 AND state = 'free'"
    static let nthFree = """
        SELECT number FROM orbits WHERE range = ?1 AND state = 'free' ORDER BY number LIMIT 1 OFFSET ?2
        """

    /// Only one transaction finds the orbit not taken.
    static let take = """
        UPDATE orbits SET state = 'taken', call_id = ?2 WHERE number = ?1 AND state != 'taken'
        """
    /// Only the call that holds the orbit frees it.
    static let free = """
        UPDATE orbits SET state = 'cooling', call_id = NULL, freed_at = ?3
        WHERE number = ?1 AND call_id = ?2 AND retired = 0
        """
    static let dropRetired = "DELETE FROM orbits WHERE number = ?1 AND call_id = ?2 AND retired = 1"

    static let all = [
        clampRest, endRest, lowest, above, longestIdle, longestCooling, isFree, countFree, nthFree, take,
        free,
        dropRetired,
    ]
}
