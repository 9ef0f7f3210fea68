import Glibc

/// The target that `ABEYANCE_FUZZ_TARGET` names: `http` or `http2`.
private let target = unsafe getenv("ABEYANCE_FUZZ_TARGET").map { unsafe String(cString: $0) } ?? "http"

/// Called once by libFuzzer, before it reads its corpus: writes the seeds into the folder that `ABEYANCE_FUZZ_SEEDS` names.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
    guard let folder = unsafe getenv("ABEYANCE_FUZZ_SEEDS").map({ unsafe String(cString: $0) }) else {
        return 0
    }
    let seeds = isHTTP2 ? HTTP2Target.seeds : HTTPTarget.seeds
    for (number, seed) in seeds.enumerated() {
        guard let file = unsafe fopen("\(folder)/corpus/seed-\(number)", "w") else { exit(74) }
        let bytes = Array(seed.utf8)
        unsafe _ = fwrite(bytes, 1, bytes.count, file)
        unsafe _ = fclose(file)
    }
    return 0
}

/// Called by libFuzzer for each input; a broken promise ends the process, which keeps the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    if isHTTP2 { HTTP2Target.run(bytes) } else { HTTPTarget.run(bytes) }
    return 0
}

private let isHTTP2 = target.utf8.elementsEqual("http2".utf8)
