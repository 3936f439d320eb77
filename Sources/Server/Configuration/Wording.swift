// SPDX-License-Identifier: GPL-3.0-or-later
/// Text somebody typed, in quotes, shortened, and with nothing in it that moves a terminal's cursor.
package func quoted(_ text: String) -> String {
    let shown = printable(text)
    return shown.count > 80 ? "'\(shown.prefix(80))…'" : "'\(shown)'"
}

/// Text with control characters and those that turn the direction of writing replaced.
package func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        shown.append(isUnprintable(scalar) ? "\u{FFFD}" : scalar)
    }
    return String(shown)
}

private func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
}

/// The candidate that a misspelt word was most likely meant to be, if one is near enough.
package func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    guard word.utf8.count <= 64 else { return nil }
    let most = max(1, word.count / 3)
    return candidates.map { (distance(Array(word), Array($0)), $0) }
        .filter { $0.0 <= most }
        .min { $0.0 < $1.0 }?.1
}

/// The fewest letters to insert, delete, replace or swap with a neighbour.
private func distance(_ left: [Character], _ right: [Character]) -> Int {
    var before: [Int] = []
    var above = Array(0...right.count)
    for row in 1..<left.count + 1 {
        var current = [row]
        for column in 1..<right.count + 1 {
            let isSame = left[row - 1] == right[column - 1]
            var least = min(above[column] + 1, current[column - 1] + 1, above[column - 1] + (isSame ? 0 : 1))
            if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                least = min(least, before[column - 2] + 1)
            }
            current.append(least)
        }
        before = above
        above = current
    }
    return above[right.count]
}
