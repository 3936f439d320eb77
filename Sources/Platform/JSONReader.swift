// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Foundation

extension JSON {
    /// Reads a JSON document by Foundation's decoder; the refusal says where it breaks off.
    ///
    /// Members of objects come in no particular order.
    package static func read(_ bytes: some Collection<UInt8>) throws(Refusal) -> JSON {
        do {
            return try JSONDecoder().decode(Decoded.self, from: Data(bytes)).value
        } catch DecodingError.dataCorrupted(let context) {
            let reason = (context.underlyingError as NSError?)?.userInfo[NSDebugDescriptionErrorKey] as? String
            throw Refusal(.malformed, "the body is not JSON: \(reason ?? context.debugDescription)")
        } catch {
            throw Refusal(.malformed, "the body is not JSON")
        }
    }

    private struct Decoded: Decodable {
        let value: JSON

        init(from decoder: any Decoder) throws {
            if let object = try? decoder.container(keyedBy: Key.self) {
                value = .object(
                    try object.allKeys.map { key in
                        Member(name: key.stringValue, value: try object.decode(Decoded.self, forKey: key).value)
                    })
                return
            }
            if var array = try? decoder.unkeyedContainer() {
                var values: [JSON] = []
                while !array.isAtEnd { values.append(try array.decode(Decoded.self).value) }
                value = .array(values)
                return
            }
            let scalar = try decoder.singleValueContainer()
            if scalar.decodeNil() {
                value = .null
            } else if let boolean = try? scalar.decode(Bool.self) {
                value = .boolean(boolean)
            } else if let integer = try? scalar.decode(Int64.self) {
                value = .integer(integer)
            } else if let number = try? scalar.decode(Double.self) {
                value = .number(number)
            } else {
                value = .string(try scalar.decode(String.self))
            }
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
