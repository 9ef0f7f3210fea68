import Glibc

/// The target that `ABEYANCE_FUZZ_TARGET` names: `certificate` or `revocation-list`.
private let target = unsafe getenv("ABEYANCE_FUZZ_TARGET").map { unsafe String(cString: $0) } ?? "certificate"

/// Called once by libFuzzer, before it reads its corpus: writes the seeds into the folder that `ABEYANCE_FUZZ_SEEDS` names.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
    guard let folder = unsafe getenv("ABEYANCE_FUZZ_SEEDS").map({ unsafe String(cString: $0) }) else {
        return 0
    }
    for (number, seed) in CertificateTargets.seeds(target).enumerated() {
        guard let file = unsafe fopen("\(folder)/corpus/seed-\(number)", "w") else { exit(74) }
        unsafe _ = fwrite(seed, 1, seed.count, file)
        unsafe _ = fclose(file)
    }
    return 0
}

/// Called by libFuzzer for each input; a broken promise ends the process, which keeps the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    if target.utf8.elementsEqual("certificate".utf8) {
        CertificateTargets.certificate(bytes)
    } else {
        CertificateTargets.revocationList(bytes)
    }
    return 0
}
