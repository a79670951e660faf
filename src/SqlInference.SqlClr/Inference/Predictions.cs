using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SqlInference.SqlClr.Json;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr.Inference;

/// <summary>The predictions for a batch of rows, as the service answered them. Nothing of what it says is believed unseen.</summary>
sealed class Predictions
{
    readonly byte[] _body;
    readonly Tensor _values;
    readonly Tensor? _valid;

    /// <summary>Where each text begins; null where the values have a fixed width.</summary>
    readonly int[]? _texts;

    Predictions(ModelCall call, byte[] body, Tensor values, Tensor? valid)
    {
        Call = call;
        _body = body;
        _values = values;
        _valid = valid;
        _texts = values.Datatype == "BYTES" ? FindTexts() : null;
    }

    public ModelCall Call { get; }

    public int Rows => _values.Rows;

    public bool IsText => _texts is not null;

    public bool IsFraction => _values.Datatype is "FP32" or "FP64";

    public string Datatype => _values.Datatype;

    public static Predictions Read(ServiceAnswer answer, ModelCall call, int rows)
    {
        if (answer.HeadLength < 0 || answer.HeadLength > answer.Body.Length)
            throw ServiceFailure.Invalid(call.What, "is not of the Open Inference Protocol with binary data");
        var head = ReadHead(answer, call);
        var (values, valid) = FindTensors(answer, call, head);
        if (values is null)
            throw ServiceFailure.Invalid(call.What, $"holds no tensor '{call.Output}'");
        RequireShape(call, values, rows);
        if (valid is not null && (valid.Datatype != "BOOL" || valid.Rows != rows || valid.Length != rows))
            throw ServiceFailure.Invalid(call.What, "has a tensor of NULLs that is not BOOL");
        return new(call, answer.Body, values, valid);
    }

    public bool IsNull(int row) => _valid is not null && _body[_valid.Start + row] == 0;

    /// <summary>The bits of a value of fixed width; of a signed integer, the value itself.</summary>
    public long Bits(int row)
    {
        var at = _values.Start + (row * _values.Width);
        switch (_values.Datatype)
        {
            case "INT8": return (sbyte)_body[at];
            case "INT16": return BitConverter.ToInt16(_body, at);
            case "UINT16": return BitConverter.ToUInt16(_body, at);
            case "INT32": return BitConverter.ToInt32(_body, at);
            case "UINT32": return BitConverter.ToUInt32(_body, at);
            case "INT64" or "UINT64": return BitConverter.ToInt64(_body, at);
            default: return _body[at];
        }
    }

    public double Fraction(int row)
    {
        var at = _values.Start + (row * _values.Width);
        return _values.Datatype == "FP32" ? BitConverter.ToSingle(_body, at) : BitConverter.ToDouble(_body, at);
    }

    public string Text(int row)
    {
        var start = _texts![row];
        var length = BitConverter.ToInt32(_body, start - sizeof(int));
        try
        {
            return StrictUtf8().GetString(_body, start, length);
        }
        catch (ArgumentException)
        {
            throw ServiceFailure.Invalid(Call.What, "has a text that is not valid UTF-8");
        }
    }

    static UTF8Encoding StrictUtf8() => new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static JsonObject ReadHead(ServiceAnswer answer, ModelCall call)
    {
        try
        {
            if (JsonParser.Parse(StrictUtf8().GetString(answer.Body, 0, answer.HeadLength)) is JsonObject head)
                return head;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // It is no JSON, or not even text.
        }

        throw ServiceFailure.Invalid(call.What, "is not valid JSON");
    }

    static (Tensor? Values, Tensor? Valid) FindTensors(ServiceAnswer answer, ModelCall call, JsonObject head)
    {
        if (head.Text("model_version") is { } version && version != call.Version.ToString(CultureInfo.InvariantCulture))
            throw ServiceFailure.Invalid(call.What, $"is of version {version}, where version {call.Version.ToString(CultureInfo.InvariantCulture)} was asked");
        Tensor? values = null, valid = null;
        var at = answer.HeadLength;
        foreach (var output in head["outputs"] as List<object?> ?? throw ServiceFailure.Invalid(call.What, "has no outputs"))
        {
            var tensor = Tensor.Read(output as JsonObject ?? throw ServiceFailure.Invalid(call.What, "has an output that is no object"), at, call.What);
            if (tensor.Length > answer.Body.Length - at)
                throw ServiceFailure.Invalid(call.What, "is shorter than it says");
            at += tensor.Length;
            if (tensor.Name == call.Output)
                values = tensor;
            else if (tensor.Name == call.Output + ".valid")
                valid = tensor;
        }

        return at == answer.Body.Length ? (values, valid) : throw ServiceFailure.Invalid(call.What, "is longer than it says");
    }

    static void RequireShape(ModelCall call, Tensor values, int rows)
    {
        if (values.Rows != rows)
        {
            throw ServiceFailure.Invalid(call.What, string.Format(CultureInfo.InvariantCulture, "holds {0} values for {1} rows", values.Rows, rows));
        }

        if (values.Datatype == "BYTES")
            return;
        if (values.Width == 0)
            throw ServiceFailure.Invalid(call.What, $"has a tensor of the unknown datatype '{values.Datatype}'");
        if (values.Length != (long)rows * values.Width)
            throw ServiceFailure.Invalid(call.What, "has a tensor whose size is not that of its shape");
    }

    /// <summary>Finds where each text begins, and that they end where the tensor does.</summary>
    int[] FindTexts()
    {
        var texts = new int[Rows];
        var at = _values.Start;
        var end = _values.Start + _values.Length;
        for (var row = 0; row < Rows; row++)
        {
            if (end - at < sizeof(int) || BitConverter.ToUInt32(_body, at) > end - at - sizeof(int))
                throw ServiceFailure.Invalid(Call.What, "has a text beyond its end");
            texts[row] = at + sizeof(int);
            at += sizeof(int) + BitConverter.ToInt32(_body, at);
        }

        return at == end ? texts : throw ServiceFailure.Invalid(Call.What, "has bytes behind its texts");
    }
}
