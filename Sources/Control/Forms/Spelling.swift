// SPDX-License-Identifier: GPL-3.0-or-later

/// What somebody probably meant who wrote a word that does not exist.
enum Spelling {
    /// The accepted word that is nearest, if it is near enough to be a slip of the keys.
    static func suggestion(for word: String, among accepted: [String]) -> String? {
        guard word.utf8.count <= 64 else { return nil }
        let near = accepted.map { (word: $0, distance: distance($0, word.lowercased())) }
            .min { $0.distance < $1.distance }
        guard let near, near.distance <= min(3, near.word.utf8.count / 2) else { return nil }
        return near.word
    }

    /// A sentence about a word that is not known, with what is accepted and the suggestion where there is one.
    static func complaint(
        _ what: String, _ word: String, of path: String = "", among accepted: [String]
    ) -> String {
        let shown = word.utf8.count <= 64 ? word : String(word.prefix(32)) + "…"
        let hint = suggestion(for: word, among: accepted).map { ": did you mean '\($0)'?" } ?? "."
        return "\(what) '\(path)\(shown)' is not known\(hint) Accepted: \(accepted.joined(separator: ", "))"
    }

    /// Levenshtein's: how many bytes must be put in, taken out or changed.
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (index, byte) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let changed = diagonal + (right[column] == byte ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(changed, row[column] + 1, row[column + 1] + 1)
            }
        }
        return row[right.count]
    }
}
