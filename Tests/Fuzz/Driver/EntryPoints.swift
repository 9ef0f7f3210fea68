import Glibc

/// The target that `ABEYANCE_FUZZ_TARGET` names.
private let target = environment("ABEYANCE_FUZZ_TARGET").flatMap(FuzzTargets.named)

/// Called once by libFuzzer, before it reads its corpus: writes the seeds and the dictionary into the folder that
/// `ABEYANCE_FUZZ_SEEDS` names.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
    guard let target else {
        print("ABEYANCE_FUZZ_TARGET names no target of this program")
        exit(64)
    }
    target.prepare()
    guard let folder = environment("ABEYANCE_FUZZ_SEEDS") else { return 0 }
    for (number, seed) in target.seeds.enumerated() { write(seed, to: "\(folder)/corpus/seed-\(number)") }
    // libFuzzer takes no empty dictionary.
    let words = "# words\n" + target.words.map { "\"\(escaped($0))\"\n" }.joined()
    write(Array(words.utf8), to: "\(folder)/dictionary")
    return 0
}

/// Called by libFuzzer for each input; a broken promise ends the process, which keeps the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    do { try target?.run(bytes) } catch {
        print(error)
        fflush(nil)
        preconditionFailure("a broken promise")
    }
    return 0
}

private func environment(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

private func escaped(_ word: String) -> String {
    word.utf8.map { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return "\\x\(digits.utf8.count < 2 ? "0" : "")\(digits)"
    }
    .joined()
}

private func write(_ bytes: [UInt8], to path: String) {
    guard let file = unsafe fopen(path, "w") else {
        print("\(path) cannot be written")
        exit(74)
    }
    _ = unsafe fwrite(bytes, 1, bytes.count, file)
    _ = unsafe fclose(file)
}
