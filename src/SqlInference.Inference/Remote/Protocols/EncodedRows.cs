using SqlInference.Inference.Remote.Calls;

namespace SqlInference.Inference.Remote.Protocols;

readonly record struct EncodedRows(RemoteRequest Request, int RowCount);
