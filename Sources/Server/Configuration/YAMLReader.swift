// SPDX-License-Identifier: GPL-3.0-or-later
internal import CYAML

/// Reads one YAML document by libyaml (`yaml_parser_parse`) into a tree that knows its positions.
///
/// What a configuration has no use for and an attacker has is refused: anchors and aliases, tags, several
/// documents, keys given twice, deep nesting, great size, and anything but UTF-8.
package struct YAMLReader: ~Copyable {
    package static let mostBytes = 1 << 20
    package static let mostDepth = 16

    private enum Event {
        case streamStart, streamEnd, documentStart(YAMLNode.Position), documentEnd
        case scalar(YAMLNode)
        case sequenceStart(YAMLNode.Position), sequenceEnd
        case mappingStart(YAMLNode.Position), mappingEnd
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    /// At a fixed address, because libyaml keeps a pointer to it inside of it.
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        parser = .allocate(capacity: 1)
        precondition(yaml_parser_initialize(parser) == 1, "libyaml has memory for a parser")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The document's root; nil when there is nothing but white space and comments.
    package static func read(_ bytes: [UInt8]) throws(YAMLFault) -> YAMLNode? {
        let start = YAMLNode.Position(line: 1, column: 1)
        guard bytes.count <= mostBytes else {
            throw YAMLFault(start, "larger than \(mostBytes) bytes, the most that is accepted")
        }
        var text = bytes
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        if let wrong = firstInvalidByte(of: text) {
            throw YAMLFault(
                position(of: wrong, in: text),
                "byte 0x\(String(text[wrong], radix: 16)) is not UTF-8; save the file as UTF-8")
        }
        guard !text.isEmpty else { return nil }
        let result: Result<YAMLNode?, YAMLFault> = text.withUnsafeBufferPointer { buffer in
            do throws(YAMLFault) {
                let reader = YAMLReader(buffer)
                return .success(try reader.document())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func document() throws(YAMLFault) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            switch try next() {
            case .streamEnd: return root
            case .documentStart(let position):
                guard root == nil else {
                    throw YAMLFault(
                        position, "a second document begins; accepted: one document")
                }
                root = try node(try next(), depth: 1)
            default: continue
            }
        }
    }

    private func node(_ event: Event, depth: Int) throws(YAMLFault) -> YAMLNode {
        switch event {
        case .scalar(let node): return node
        case .sequenceStart(let position):
            try requireDepth(depth, position)
            var items: [YAMLNode] = []
            while true {
                let event = try next()
                if case .sequenceEnd = event { return YAMLNode(.sequence(items), at: position) }
                items.append(try node(event, depth: depth + 1))
            }
        case .mappingStart(let position):
            try requireDepth(depth, position)
            return YAMLNode(.mapping(try entries(depth: depth)), at: position)
        default: preconditionFailure("libyaml closes what it opens, in order")
        }
    }

    private func entries(depth: Int) throws(YAMLFault) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        var lines: [String: Int] = [:]
        while true {
            let event = try next()
            if case .mappingEnd = event { return entries }
            let key = try node(event, depth: depth + 1)
            guard case .scalar(let name, _) = key.content else {
                throw YAMLFault(key.position, "\(key.kind) as a key; accepted: a single value")
            }
            if let line = lines.updateValue(key.position.line, forKey: name) {
                throw YAMLFault(
                    key.position, "\(quoted(name)) is given twice, first on line \(line); keep one")
            }
            let value = try node(try next(), depth: depth + 1)
            entries.append(YAMLNode.Entry(name: name, position: key.position, value: value))
        }
    }

    private func requireDepth(_ depth: Int, _ position: YAMLNode.Position) throws(YAMLFault) {
        guard depth <= Self.mostDepth else {
            throw YAMLFault(
                position, "nested deeper than \(Self.mostDepth) levels, the most that is accepted")
        }
    }

    private func next() throws(YAMLFault) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw fault() }
        defer { yaml_event_delete(&event) }
        let position = mark(event.start_mark)
        switch event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart(position)
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            try refuse(anchor: scalar.anchor, tag: scalar.tag, position)
            let text = String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return .scalar(
                YAMLNode(.scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE), at: position))
        case YAML_SEQUENCE_START_EVENT:
            try refuse(anchor: event.data.sequence_start.anchor, tag: event.data.sequence_start.tag, position)
            return .sequenceStart(position)
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            try refuse(anchor: event.data.mapping_start.anchor, tag: event.data.mapping_start.tag, position)
            return .mappingStart(position)
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_ALIAS_EVENT:
            throw YAMLFault(
                position, "an alias (*…); write the value out, or put it in quotes if * belongs to it")
        default: preconditionFailure("libyaml returns one of its ten events")
        }
    }

    private func refuse(
        anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?,
        _ position: YAMLNode.Position
    ) throws(YAMLFault) {
        if anchor != nil {
            throw YAMLFault(position, "an anchor (&…); write the value out where it is needed")
        }
        if tag != nil {
            throw YAMLFault(
                position, "a tag (!…); write the value without it, or put it in quotes if ! belongs to it")
        }
    }

    private func fault() -> YAMLFault {
        let state = parser.pointee
        let problem = state.problem.map { String(cString: $0) } ?? "out of memory"
        guard state.error != YAML_READER_ERROR else {
            let position = Self.position(of: min(state.problem_offset, bytes.count), in: Array(bytes))
            let code = String(UInt32(bitPattern: state.problem_value), radix: 16, uppercase: true)
            return YAMLFault(position, "not YAML: \(problem) (U+\(code)); remove it")
        }
        let position = mark(state.problem_mark)
        let context = state.context.map { " \(String(cString: $0))" } ?? ""
        let hint = isTab(at: state.problem_mark) ? "; indent with spaces, not with tabs" : ""
        return YAMLFault(position, "not YAML: \(problem)\(context)\(hint)")
    }

    private func isTab(at mark: yaml_mark_t) -> Bool {
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        return scalars.dropFirst(mark.index).first == "\t"
    }

    private func mark(_ mark: yaml_mark_t) -> YAMLNode.Position {
        YAMLNode.Position(line: mark.line + 1, column: mark.column + 1)
    }

    private static func firstInvalidByte(of bytes: [UInt8]) -> Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        var decoder = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.parseScalar(from: &iterator) {
            case .valid(let scalar): offset += scalar.count
            case .error, .emptyInput: return min(offset, bytes.count - 1)
            }
        }
    }

    private static func position(of offset: Int, in bytes: [UInt8]) -> YAMLNode.Position {
        var line = 1
        var column = 1
        for index in 0..<offset {
            let byte = bytes[index]
            let endsLine = byte == 10 || byte == 13 && !(index + 1 < bytes.count && bytes[index + 1] == 10)
            if endsLine {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80, byte != 13 {
                column += 1
            }
        }
        return YAMLNode.Position(line: line, column: column)
    }
}
