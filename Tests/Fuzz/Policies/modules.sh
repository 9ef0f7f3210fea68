# The policy language, whole.
compile StrictJSON "$sources/StrictJSON"
compile Cedar "$sources/Cedar"
