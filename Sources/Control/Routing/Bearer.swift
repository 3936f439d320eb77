// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform

/// The bearer token of a request ([RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)).
enum Bearer {
    private static let mostBytes = 512

    /// The stored token whose secret the request shows.
    static func token(of request: Request, in lists: any Lists) throws(Refusal) -> AccessToken {
        guard let header = try request.header("Authorization") else {
            throw Refusal(.unauthenticated, "send a token: 'Authorization: Bearer …'")
        }
        let words = header.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, words[0].lowercased() == "bearer", words[1].utf8.count <= mostBytes else {
            throw Refusal(.unauthenticated, "the Authorization header must be 'Bearer' and one token")
        }
        let hash = SHA256.digest(Array(words[1].utf8))
        guard let token = try lists.token(hash: hash), isSame(token.hash, hash) else {
            throw Refusal(.unauthenticated, "the token is not known: it is mistyped, or has been deleted")
        }
        return token
    }

    /// Compares in a time that does not tell where two hashes differ.
    private static func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
