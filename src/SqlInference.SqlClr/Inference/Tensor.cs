using System.Collections.Generic;
using System.Globalization;
using SqlInference.SqlClr.Json;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr.Inference;

/// <summary>A tensor of an answer, and where its bytes stand.</summary>
sealed class Tensor
{
    Tensor(string name, string datatype, int rows, int start, int length)
    {
        Name = name;
        Datatype = datatype;
        Rows = rows;
        Start = start;
        Length = length;
    }

    public string Name { get; }

    public string Datatype { get; }

    public int Rows { get; }

    public int Start { get; }

    public int Length { get; }

    public int Width => Datatype switch
    {
        "BOOL" or "INT8" or "UINT8" => 1,
        "INT16" or "UINT16" => 2,
        "INT32" or "UINT32" or "FP32" => 4,
        "INT64" or "UINT64" or "FP64" => 8,
        _ => 0,
    };

    public static Tensor Read(JsonObject document, int start, string what)
    {
        if (document.Text("name") is not { } name || document.Text("datatype") is not { } datatype || document["shape"] is not List<object?> shape)
            throw ServiceFailure.Invalid(what, "has a tensor without a name, a datatype or a shape");
        if (shape.Count is not (1 or 2) || (shape.Count == 2 && Count(shape[1]) != 1))
            throw ServiceFailure.Invalid(what, "has a tensor that is not one value for each row");
        if (document["parameters"] is not JsonObject parameters || Count(parameters["binary_data_size"]) is not { } size)
            throw ServiceFailure.Invalid(what, "holds no binary data");
        return new(name, datatype, Count(shape[0]) ?? throw ServiceFailure.Invalid(what, "has a tensor of an impossible shape"), start, size);
    }

    static int? Count(object? value) =>
        value is JsonNumber number && int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
