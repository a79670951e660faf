using System.Globalization;
using System.Text;
using SqlInference.SqlClr.Json;
using SqlInference.SqlClr.Rows;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr.Inference;

/// <summary>Batches of rows to a model and its predictions back, by the Open Inference Protocol with binary tensors.</summary>
sealed class InferenceExchange
{
    readonly Connection _connection;
    readonly ModelCall _call;
    readonly string? _query;
    readonly ByteBuffer _body = new();
    readonly StringBuilder _head = new();

    /// <param name="query">The same for all requests of a query, which then share its place in the service's queue.</param>
    public InferenceExchange(Connection connection, ModelCall call, string? query = null)
    {
        _connection = connection;
        _call = call;
        _query = query;
    }

    public Predictions Ask(Columns rows)
    {
        _body.Clear();
        WriteHead(rows);
        var headLength = _body.PutText(_head.ToString());
        foreach (var column in rows.All)
            column.WriteTensors(_body);
        var answer = Send(headLength);
        if (!answer.IsSuccess)
            throw ErrorDocument.Read(answer, _call.What, _connection);
        return Predictions.Read(answer, _call, rows.Rows);
    }

    ServiceAnswer Send(int headLength)
    {
        for (var attempt = 1; ; attempt++)
        {
            var request = new ServiceRequest(_connection, "POST", _call.Path, _call.What);
            request.SetHeader(ServiceRequest.HeadLengthHeader, headLength.ToString(CultureInfo.InvariantCulture));
            if (_query is not null)
                request.SetHeader("X-SqlInference-Query", _query);
            try
            {
                return request.Send("application/octet-stream", _body.Written);
            }
            catch (InferenceError error) when (attempt == 1 && ServiceFailure.IsClosed(error))
            {
                // A service that is started anew closes the connections that were kept. To predict twice changes nothing.
            }
        }
    }

    void WriteHead(Columns rows)
    {
        _head.Clear().Append("{\"inputs\":[");
        var separator = "";
        foreach (var column in rows.All)
        {
            _head.Append(separator);
            WriteTensor(column.Parameter.Input, column.Parameter.Type.Datatype, rows.Rows, column.TensorBytes);
            separator = ",";
            if (!column.HasNulls)
                continue;
            _head.Append(separator);
            WriteTensor(column.Parameter.Input + ".valid", "BOOL", rows.Rows, rows.Rows);
        }

        _head.Append("],\"outputs\":[{\"name\":").AppendJson(_call.Output).Append(",\"parameters\":{\"binary_data\":true}}]}");
    }

    void WriteTensor(string name, string datatype, int rows, int bytes) => _head
        .Append("{\"name\":").AppendJson(name).Append(",\"shape\":[").Append(rows.ToString(CultureInfo.InvariantCulture))
        .Append("],\"datatype\":\"").Append(datatype).Append("\",\"parameters\":{\"binary_data_size\":")
        .Append(bytes.ToString(CultureInfo.InvariantCulture)).Append("}}");
}
