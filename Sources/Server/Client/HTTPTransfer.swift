// SPDX-License-Identifier: GPL-3.0-or-later
internal import CCurl
internal import Core

/// One HTTP connection at a time by libcurl (`curl_easy_perform`), kept open between requests.
struct HTTPTransfer: ~Copyable {
    struct Request {
        var method: String
        var url: String
        var headers: [String]
        var body: [UInt8]?
        var timeout: Duration
        /// For servers on this machine, which no proxy can reach.
        var usesNoProxy: Bool
    }

    struct Response {
        let status: Int
        /// Names in lower case.
        let headers: [(name: String, value: String)]
        let body: [UInt8]
    }

    struct Failure: Error {
        let reason: String
    }

    /// What the callbacks fill; header lines count towards the size as the body does.
    private final class Receipt {
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []
        var bytes = 0
        let most: Int

        init(most: Int) { self.most = most }

        /// False once there is more than is wanted.
        func admit(_ count: Int) -> Bool {
            bytes += count
            return bytes <= most
        }
    }

    private let handle: UnsafeMutableRawPointer
    private let mostBytes: Int

    init(mostBytes: Int) {
        guard let handle = curl_easy_init() else { preconditionFailure("libcurl has memory for a handle") }
        self.handle = handle
        self.mostBytes = mostBytes
    }

    deinit {
        curl_easy_cleanup(handle)
    }

    func perform(_ request: Request) throws(Failure) -> Response {
        let receipt = Receipt(most: mostBytes)
        var headers: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(headers) }
        for header in request.headers { headers = curl_slist_append(headers, header) }
        var reason = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        let code = reason.withUnsafeMutableBufferPointer { reason in
            withExtendedLifetime(receipt) {
                prepare(request, headers, receipt, reason.baseAddress!)
                return curl_easy_perform(handle)
            }
        }
        // The handle outlives the buffers that it points to.
        defer { curl_easy_reset(handle) }
        guard receipt.bytes <= mostBytes else {
            throw Failure(reason: "the answer is larger than \(mostBytes) bytes, the most that is read")
        }
        guard code == CURLE_OK else {
            let detail = String(
                decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            throw Failure(reason: detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail)
        }
        var status = 0
        _ = layby_curl_get_status(handle, &status)
        return Response(status: status, headers: receipt.headers, body: receipt.body)
    }

    private func prepare(
        _ request: Request, _ headers: UnsafeMutablePointer<curl_slist>?, _ receipt: Receipt,
        _ reason: UnsafeMutablePointer<CChar>
    ) {
        set(CURLOPT_ERRORBUFFER, reason)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_URL, request.url)
        set(CURLOPT_CUSTOMREQUEST, request.method)
        set(CURLOPT_TIMEOUT_MS, Int(request.timeout.milliseconds))
        if request.usesNoProxy { set(CURLOPT_NOPROXY, "*") }
        set(CURLOPT_HTTPHEADER, headers)
        if let body = request.body {
            set(CURLOPT_POSTFIELDSIZE, body.count)
            body.withUnsafeBytes {
                set(CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: $0.baseAddress!))
            }
        }
        receive(into: receipt)
    }

    private func receive(into receipt: Receipt) {
        let context = Unmanaged.passUnretained(receipt).toOpaque()
        set(CURLOPT_HEADERDATA, context)
        set(CURLOPT_WRITEDATA, context)
        layby_curl_set_callback(handle, CURLOPT_HEADERFUNCTION) { bytes, _, count, context in
            let receipt = Unmanaged<Receipt>.fromOpaque(context!).takeUnretainedValue()
            guard receipt.admit(count) else { return 0 }
            let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
            if line.hasPrefix("HTTP/") {
                // An interim answer came first; only the last one counts.
                receipt.headers = []
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].split(whereSeparator: \.isWhitespace)
                receipt.headers.append((line[..<colon].lowercased(), value.joined(separator: " ")))
            }
            return count
        }.orBug()
        layby_curl_set_callback(handle, CURLOPT_WRITEFUNCTION) { bytes, _, count, context in
            let receipt = Unmanaged<Receipt>.fromOpaque(context!).takeUnretainedValue()
            guard receipt.admit(count) else { return 0 }
            receipt.body += UnsafeRawBufferPointer(start: bytes, count: count)
            return count
        }.orBug()
    }

    private func set(_ option: CURLoption, _ value: Int) {
        layby_curl_set_long(handle, option, value).orBug()
    }

    private func set(_ option: CURLoption, _ value: String) {
        layby_curl_set_string(handle, option, value).orBug()
    }

    private func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
        layby_curl_set_pointer(handle, option, value).orBug()
    }
}

extension CURLcode {
    fileprivate func orBug() {
        precondition(
            self == CURLE_OK, "libcurl knows the option: \(String(cString: curl_easy_strerror(self)))")
    }
}
