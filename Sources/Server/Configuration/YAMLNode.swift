// SPDX-License-Identifier: GPL-3.0-or-later
/// A piece of a YAML document, and where it stands.
package struct YAMLNode: Hashable, Sendable {
    /// Line and column as editors count them, from 1; columns are characters.
    package struct Position: Hashable, Sendable {
        package let line: Int
        package let column: Int

        package init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    package struct Entry: Hashable, Sendable {
        package let name: String
        package let position: Position
        package let value: YAMLNode
    }

    package enum Content: Hashable, Sendable {
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    package let content: Content
    package let position: Position

    package init(_ content: Content, at position: Position) {
        self.content = content
        self.position = position
    }

    /// Whether a value was left out, or written as YAML's null.
    package var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// What the node is, for a message about something else being wanted.
    package var kind: String {
        switch content {
        case .scalar: isNull ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// Something wrong at one place of a YAML document.
package struct YAMLFault: Error, Hashable, Sendable {
    package let position: YAMLNode.Position
    package let message: String

    package init(_ position: YAMLNode.Position, _ message: String) {
        self.position = position
        self.message = message
    }
}
