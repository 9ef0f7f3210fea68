/// Gets the frontal face detector out of the dlib headers, where it is text inside a C++ function.
///
/// A small program of ours is compiled against the unpacked headers and writes the decoded detector, whose digest is
/// pinned: whichever compiler was used, the result is the same bytes.
enum DetectorExporter {
    /// The compilers that are tried, in this order.
    static let compilers = ["clang++", "c++", "g++"]

    /// The decoded detector, after its digest has been checked; `headers` is the unpacked archive.
    static func export(headers: String, folder: String) throws(ModelError) -> [UInt8] {
        let path = ProcessEnvironment.current["PATH"] ?? ""
        guard let compiler = compilers.first(where: { Subprocess.exists($0, path: path) }) else {
            throw ModelError(
                .tool,
                "a C++ compiler is needed once for the detector: none of \(compilers.joined(separator: ", ")) found; "
                    + "or give the file `\(Artifact.detector.name)` from another machine by its path"
            )
        }
        try InstallationFile.write(Array(source.utf8), to: "\(folder)/exporter.cpp")
        let compiled = try Subprocess.run(
            [
                compiler, "-std=c++14", "-O0", "-w", "-I", headers, "\(folder)/exporter.cpp", "-o",
                "\(folder)/exporter",
            ],
            folder: folder
        )
        guard compiled.status == 0 else {
            throw ModelError(.tool, "`\(compiler)`: ended with \(compiled.status): \(compiled.complaint)")
        }
        let outcome = try Subprocess.run(["\(folder)/exporter"], folder: folder)
        guard outcome.status == 0 else {
            throw ModelError(
                .tool,
                "the detector's exporter ended with \(outcome.status): \(outcome.complaint)"
            )
        }
        try Artifact.detector.check(outcome.output, place: "the detector's exporter")
        return outcome.output
    }

    private static let source = """
        #include <cstdio>
        #include <string>
        #include "dlib/base64/base64_kernel_1.cpp"
        #include "dlib/entropy_decoder/entropy_decoder_kernel_2.cpp"
        #include "dlib/entropy_encoder/entropy_encoder_kernel_2.cpp"
        #include "dlib/image_processing/frontal_face_detector.h"

        int main() {
            const std::string detector = dlib::get_serialized_frontal_faces();
            const size_t written = std::fwrite(detector.data(), 1, detector.size(), stdout);
            return written == detector.size() && std::fflush(stdout) == 0 ? 0 : 1;
        }

        """
}
