// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Platform
import Rig
import Testing

struct FilesTests {
    @Test func `a file is replaced whole, with the mode asked for`() throws {
        let directory = try ScratchDirectory()
        let path = directory.path + "/token"
        try Files.writeDurably("old".utf8, to: path, mode: 0o600)
        try Files.writeDurably("new".utf8, to: path, mode: 0o600)
        #expect(try Files.read(path) == Array("new".utf8))
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["token"])
    }

    @Test func `a directory is made with all above it, and may exist`() throws {
        let directory = try ScratchDirectory()
        try Files.makeDirectory(directory.path + "/a/b/c")
        try Files.makeDirectory(directory.path + "/a/b/c")
        try Files.writeDurably([], to: directory.path + "/a/b/c/empty")
        #expect(try Files.read(directory.path + "/a/b/c/empty") == [])
    }

    @Test func `what cannot be read or written says which call failed and why`() {
        #expect(throws: SystemError("open /nowhere/x", code: ENOENT)) { try Files.read("/nowhere/x") }
        #expect(throws: SystemError("open /proc/x.new", code: ENOENT)) {
            try Files.writeDurably([], to: "/proc/x")
        }
    }

    @Test func `a directory is kept to one lock at a time, and the holder is named`() throws {
        let directory = try ScratchDirectory()
        do {
            let lock = try DirectoryLock(directory.path)
            #expect(throws: DirectoryLock.Failure.held(by: Int(getpid()))) {
                _ = try DirectoryLock(directory.path)
            }
            _ = consume lock
        }
        _ = try DirectoryLock(directory.path)
    }

    @Test func `SHA-256 agrees with the standard's examples`() {
        #expect(
            hexadecimal(SHA256.digest("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            hexadecimal(SHA256.digest([]))
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }
}
