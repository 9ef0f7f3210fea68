import FaceMatching
import Foundation
import Support

extension Benchmark {
    /// A photograph's way to a template, stage by stage.
    static let photoToTemplate = Benchmark(
        name: "photo-to-template",
        summary: "JPEG to template with the installed model: decoder, detector, landmarks, embedding, all"
    ) { surroundings in
        let installer = try ModelInstaller()
        guard let path = installer.installedModel else {
            throw NotAvailable("the face model is not installed; `abeyance core install` fetches it")
        }
        let model = try Model.open(path)
        let (name, bytes) = try photograph(surroundings, cache: installer.cache.folder)
        let decoder = ImageDecoder()
        let image = try decoder.decode(bytes, for: .probe).image
        guard let face = model.detections(in: image).first else {
            throw NotAvailable("no face is found in \(name); give another with --photo")
        }
        let landmarks = model.landmarks(in: image, of: face.rectangle)
        var pixels = 0
        let decoding = try Samples(21) { _ in pixels += try decoder.decode(bytes, for: .probe).image.width }
        var answers = 0
        let detecting = Samples(11) { _ in answers += model.detections(in: image).count }
        let landmarking = Samples(101) { _ in
            answers += model.landmarks(in: image, of: face.rectangle).points.count
        }
        let embedding = Samples(11) { _ in
            answers += model.embedding(of: landmarks, in: image)?.values.count ?? 0
        }
        let whole = try Samples(11) { _ in
            answers += model.faces(in: try decoder.decode(bytes, for: .probe).image, limit: 1).count
        }
        guard pixels > 0, answers > 0 else { throw WrongAnswer("the model gave no answer") }
        let size = "\(name), \(image.width) x \(image.height) as decoded"
        return [
            Figure("decoder, median", decoding.median / 1_000, "ms", note: size),
            Figure("detector, median", detecting.median / 1_000, "ms"),
            Figure("landmarks of one face, median", landmarking.median / 1_000, "ms"),
            Figure("embedding with its mirror image, median", embedding.median / 1_000, "ms"),
            Figure("photo to template, median", whole.median / 1_000, "ms", note: "one thread"),
        ]
    }

    /// The photograph that is named, else the demonstration's, else one of the shared data.
    private static func photograph(
        _ surroundings: Surroundings,
        cache: String
    ) throws -> (name: String, bytes: [UInt8]) {
        if let path = surroundings.photograph {
            guard let bytes = try? TestFiles.bytes(atPath: path) else {
                throw NotAvailable("\(path): cannot be read")
            }
            return (path, bytes)
        }
        let places = ["\(cache)/photographs/obama.jpg", SharedData.path("photos/examples/obama.jpg")]
        for path in places {
            guard let bytes = try? TestFiles.bytes(atPath: path) else { continue }
            return (URL(fileURLWithPath: path).lastPathComponent, bytes)
        }
        throw NotAvailable("no photograph; give one with --photo, or let `abeyance demo` fetch its own")
    }
}
