/// Where the probe comes from, as the caller states it; absent counts as `unknown`.
package enum ImageSource: String, ClosedVocabulary {
    case bodyWornCamera = "body_worn_camera"
    case inCarCamera = "in_car_camera"
    case closedCircuitTelevision = "cctv"
    case doorbell
    case drone
    case liveStream = "live_stream"
    case phone
    case socialMedia = "social_media"
    case seizedDevice = "seized_device"
    case booking
    case identityDocument = "id_document"
    case sketch
    case unknown
}
