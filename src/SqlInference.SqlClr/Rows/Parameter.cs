using System.Collections.Generic;
using SqlInference.SqlClr.Json;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr.Rows;

/// <summary>A parameter of a prediction function, or a column of training rows.</summary>
sealed class Parameter
{
    Parameter(string name, ColumnType type, string input, bool acceptsNull)
    {
        Name = name;
        Type = type;
        Input = input;
        AcceptsNull = acceptsNull;
    }

    public string Name { get; }

    public ColumnType Type { get; }

    /// <summary>The tensor that the model takes for it.</summary>
    public string Input { get; }

    /// <summary>Whether the model takes NULL; otherwise NULL in is NULL out.</summary>
    public bool AcceptsNull { get; }

    /// <summary>Reads <c>[{"name", "type", "input", "nullable"}]</c>, as <c>sqlinference.define_function</c> is told of parameters.</summary>
    public static Parameter[] Read(string json)
    {
        try
        {
            if (JsonParser.Parse(json) is not List<object?> list)
                throw Malformed("they are no list");
            var parameters = new Parameter[list.Count];
            for (var i = 0; i < parameters.Length; i++)
                parameters[i] = Read(list[i] as JsonObject ?? throw Malformed("one of them is no object"));
            return parameters;
        }
        catch (JsonException exception)
        {
            throw Malformed(exception.Message);
        }
    }

    static Parameter Read(JsonObject document)
    {
        var name = document.Text("name") ?? throw Malformed("one of them has no name");
        var type = document.Text("type") ?? throw Malformed($"{name} has no type");
        return new(name, ColumnType.Parse(type), document.Text("input") ?? name, document["nullable"] is true);
    }

    static InferenceError Malformed(string why) => new(ErrorCodes.InvalidValue, $"The parameters of the function cannot be read: {why}");
}
