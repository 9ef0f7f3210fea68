package import Decisions
internal import Glibc
internal import StrictJSON

/// Reads a bundle's files from a folder, strictly: regular files only, in the folder itself and in `policies/`.
///
/// A symbolic link, a device or a further folder refuses the whole, so that what is read is what stands there. Names
/// come from the folder and never from a list, so `..` cannot occur.
package enum PolicyFolder {
    /// The files, sorted by path; whether they make a bundle is `Bundle`'s to say.
    package static func files(at path: String) throws(FolderError) -> [BundleFile] {
        let top = try OpenFolder(path)
        var files: [BundleFile] = []
        var size = 0
        for name in try top.names() {
            if name == Self.policies, try top.kind(of: name) == .folder {
                let folder = try OpenFolder(name, in: top)
                for inner in try folder.names() {
                    let bytes = try folder.bytes(of: inner, atMost: Bundle.Limits.bytes - size)
                    size += bytes.count
                    files.append(BundleFile(path: ExactString("\(name)/\(inner)"), bytes: bytes))
                }
            } else {
                let bytes = try top.bytes(of: name, atMost: Bundle.Limits.bytes - size)
                size += bytes.count
                files.append(BundleFile(path: name, bytes: bytes))
            }
        }
        guard !files.isEmpty else {
            throw FolderError(path, "the folder is empty, a bundle's files were expected")
        }
        return files.sorted { $0.path < $1.path }
    }

    private static let policies: ExactString = "policies"
}

/// One folder held open, so that nothing is looked up twice by path.
private struct OpenFolder: ~Copyable {
    private let descriptor: Int32
    private let path: String

    enum Kind { case file, folder, other }

    /// The folder that the operator named; it may be reached through links, and nothing below it may.
    init(_ path: String) throws(FolderError) {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path, "the folder cannot be opened") }
    }

    init(_ name: ExactString, in parent: borrowing OpenFolder) throws(FolderError) {
        path = "\(parent.path)/\(name)"
        descriptor = unsafe openat(
            parent.descriptor,
            name.value,
            O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        )
        guard descriptor >= 0 else { throw .system(path, "the folder cannot be opened") }
    }

    deinit { _ = close(descriptor) }

    func names() throws(FolderError) -> [ExactString] {
        let copy = dup(descriptor)
        guard copy >= 0, let stream = unsafe fdopendir(copy) else {
            if copy >= 0 { _ = close(copy) }
            throw .system(path, "the folder cannot be listed")
        }
        defer { unsafe _ = closedir(stream) }
        unsafe rewinddir(stream)
        var names: [ExactString] = []
        while let entry = unsafe readdir(stream) {
            let bytes = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
                unsafe Array($0.prefix { $0 != 0 })
            }
            let name = String(decoding: bytes, as: UTF8.self)
            guard name.utf8.elementsEqual(bytes) else {
                throw FolderError(path, "a file's name is not UTF-8")
            }
            if name == "." || name == ".." { continue }
            names.append(ExactString(name))
            guard names.count <= Bundle.Limits.files else {
                throw FolderError(path, "more than \(Bundle.Limits.files) files")
            }
        }
        return names.sorted()
    }

    func kind(of name: ExactString) throws(FolderError) -> Kind {
        var status = stat()
        guard unsafe fstatat(descriptor, name.value, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw .system("\(path)/\(name)", "the file cannot be looked at")
        }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        default: .other
        }
    }

    func bytes(of name: ExactString, atMost limit: Int) throws(FolderError) -> [UInt8] {
        let place = "\(path)/\(name)"
        switch try kind(of: name) {
        case .file: break
        case .folder: throw FolderError(place, "a folder: only `policies` was expected in a bundle's folder")
        case .other: throw FolderError(place, "neither a file nor a folder: symbolic links are not followed")
        }
        let file = unsafe openat(descriptor, name.value, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw .system(place, "the file cannot be opened") }
        defer { _ = close(file) }
        // What was looked at by name may have been exchanged: only what is open counts.
        var status = stat()
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw FolderError(place, "a regular file was expected")
        }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(file, &chunk, chunk.count)
            guard count >= 0 else { throw .system(place, "the file cannot be read") }
            if count == 0 { return content }
            content += chunk[..<count]
            guard content.count <= limit else {
                throw FolderError(place, "a bundle holds at most 16 MiB in all")
            }
        }
    }
}
