using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace SqlInference.Inference.Onnx.Export;

/// <summary>
/// Writes an ONNX graph, operator by operator: each call answers the name of what comes out. Field numbers:
/// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
/// </summary>
sealed class GraphWriter
{
    const string Learning = "ai.onnx.ml";
    const string Runtime = "com.microsoft";

    // The number of rows, which any call may choose.
    const string Rows = "N";

    readonly ProtobufWriter _graph = new();
    readonly GraphWriter _whole;
    readonly HashSet<string> _names = [];

    public GraphWriter() => _whole = this;

    GraphWriter(GraphWriter whole) => _whole = whole;

    /// <summary>A graph inside of this one, which sees everything that is here. Its name becomes that of the attribute that it is put into.</summary>
    public GraphWriter Body() => new(_whole);

    /// <param name="width">Values per row; 0 for a list without rows, of any length.</param>
    public string Input(string name, TensorElementType type, int width)
    {
        name = NewName(name);
        _graph.Message(11, Value(name, type, width));
        return name;
    }

    /// <summary>Makes an output of what a node gives.</summary>
    /// <param name="width">Values per row; 0 where a row is a single value, without a dimension of its own.</param>
    public void Output(string name, string from, TensorElementType type, int width)
    {
        name = NewName(name);
        Write("Identity", [from], [name], []);
        _graph.Message(12, Value(name, type, width));
    }

    public string Node(string type, ReadOnlySpan<string> inputs, params ReadOnlySpan<NodeAttribute> attributes) => Nodes(type, inputs, 1, attributes)[0];

    /// <summary>An operator with several outputs.</summary>
    public string[] Nodes(string type, ReadOnlySpan<string> inputs, int outputs, params ReadOnlySpan<NodeAttribute> attributes)
    {
        var names = new string[outputs];
        for (var i = 0; i < outputs; i++)
            names[i] = NewName(type);
        Write(type, inputs, names, attributes);
        return names;
    }

    public string Floats(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) => Constant(TensorElementType.Float, MemoryMarshal.AsBytes(values), shape);

    public string Doubles(ReadOnlySpan<double> values, params ReadOnlySpan<long> shape) => Constant(TensorElementType.Double, MemoryMarshal.AsBytes(values), shape);

    public string Integers(ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) => Constant(TensorElementType.Int64, MemoryMarshal.AsBytes(values), shape);

    public string Booleans(ReadOnlySpan<bool> values, params ReadOnlySpan<long> shape) => Constant(TensorElementType.Bool, MemoryMarshal.AsBytes(values), shape);

    public string Texts(IEnumerable<string> values, params ReadOnlySpan<long> shape)
    {
        var tensor = Tensor(TensorElementType.String, shape, out var name);
        foreach (var value in values)
            tensor.Text(6, value); // string_data
        _whole._graph.Message(5, tensor);
        return name;
    }

    public ProtobufWriter ToGraph(string name)
    {
        var graph = new ProtobufWriter();
        graph.Append(_graph);
        graph.Text(2, name);
        return graph;
    }

    /// <summary>The whole model.</summary>
    /// <param name="metadata">What a reader of the file may want to know besides.</param>
    public ReadOnlySpan<byte> ToModel(string name, params ReadOnlySpan<(string Key, string Value)> metadata)
    {
        var model = new ProtobufWriter();
        model.Number(1, 8); // ir_version
        model.Text(2, "SqlInference");
        model.Message(7, ToGraph(name));
        foreach (var (domain, version) in new[] { ("", 17), (Learning, 3), (Runtime, 1) })
        {
            var operators = new ProtobufWriter();
            operators.Text(1, domain);
            operators.Number(2, version);
            model.Message(8, operators);
        }

        foreach (var (key, value) in metadata)
        {
            var entry = new ProtobufWriter();
            entry.Text(1, key);
            entry.Text(2, value);
            model.Message(14, entry);
        }

        return model.Written;
    }

    void Write(string type, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, ReadOnlySpan<NodeAttribute> attributes)
    {
        var node = new ProtobufWriter();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(4, type);
        foreach (var attribute in attributes)
            node.Message(5, attribute.Message);
        if (DomainOf(type) is { } domain)
            node.Text(7, domain);
        _graph.Message(1, node);
    }

    static string? DomainOf(string type) => type switch
    {
        "TreeEnsembleRegressor" or "LabelEncoder" => Learning,
        "Tokenizer" => Runtime,
        _ => null,
    };

    string Constant(TensorElementType type, ReadOnlySpan<byte> values, ReadOnlySpan<long> shape)
    {
        var tensor = Tensor(type, shape, out var name);
        tensor.Bytes(9, values); // raw_data
        _whole._graph.Message(5, tensor);
        return name;
    }

    ProtobufWriter Tensor(TensorElementType type, ReadOnlySpan<long> shape, out string name)
    {
        name = NewName("constant");
        var tensor = new ProtobufWriter();
        tensor.Integers(1, shape);
        tensor.Number(2, (long)type);
        tensor.Text(8, name);
        return tensor;
    }

    /// <summary>The name itself, or with a number where it is taken: columns may be called anything.</summary>
    string NewName(string wanted)
    {
        var name = wanted;
        for (var number = _whole._names.Count; !_whole._names.Add(name); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}_{number}");
        return name;
    }

    ProtobufWriter Value(string name, TensorElementType type, int width)
    {
        var shape = new ProtobufWriter();
        shape.Message(1, Dimension(dimension => dimension.Text(2, Rows)));
        if (width > 0)
            shape.Message(1, Dimension(dimension => dimension.Number(1, width)));
        var tensor = new ProtobufWriter();
        tensor.Number(1, (long)type);
        // Inside, sizes are others, and are found out by themselves.
        if (_whole == this)
            tensor.Message(2, shape);
        var kind = new ProtobufWriter();
        kind.Message(1, tensor);
        var value = new ProtobufWriter();
        value.Text(1, name);
        value.Message(2, kind);
        return value;
    }

    static ProtobufWriter Dimension(Action<ProtobufWriter> write)
    {
        var dimension = new ProtobufWriter();
        write(dimension);
        return dimension;
    }
}
