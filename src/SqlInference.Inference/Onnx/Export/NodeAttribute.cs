namespace SqlInference.Inference.Onnx.Export;

/// <summary>An attribute of an operator. Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (AttributeProto)</summary>
sealed class NodeAttribute
{
    readonly ProtobufWriter _message = new();

    NodeAttribute(string name, Type type, Action<ProtobufWriter> value)
    {
        _message.Text(1, name);
        value(_message);
        _message.Number(20, (long)type);
    }

    public NodeAttribute(string name, long value) : this(name, Type.Integer, message => message.Number(3, value))
    {
    }

    public NodeAttribute(string name, string value) : this(name, Type.Text, message => message.Text(4, value))
    {
    }

    public NodeAttribute(string name, GraphWriter body) : this(name, Type.Graph, message => message.Message(6, body.ToGraph(name)))
    {
    }

    public NodeAttribute(string name, float[] values) : this(name, Type.Floats, message => message.Floats(7, values))
    {
    }

    public NodeAttribute(string name, long[] values) : this(name, Type.Integers, message => message.Integers(8, values))
    {
    }

    public NodeAttribute(string name, IEnumerable<string> values) : this(name, Type.Texts, message =>
    {
        foreach (var value in values)
            message.Text(9, value);
    })
    {
    }

    public ProtobufWriter Message => _message;

    enum Type
    {
        Integer = 2,
        Text = 3,
        Graph = 5,
        Floats = 6,
        Integers = 7,
        Texts = 8,
    }
}
