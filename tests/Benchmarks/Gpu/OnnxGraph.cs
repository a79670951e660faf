using System.Runtime.InteropServices;

namespace Benchmarks.Gpu;

/// <summary>Builds an ONNX model node by node. The numbers of the fields are those of onnx.proto.</summary>
sealed class OnnxGraph(bool half)
{
    const int Float = 1, Int64 = 7, Half16 = 10;

    readonly ProtobufWriter _graph = new();
    int _made;

    public int RealType => half ? Half16 : Float;

    public string Add(string type, string[] parents, params (string Name, object Value)[] attributes) => Add(type, parents, $"t{_made++}", attributes);

    public string Add(string type, string[] parents, string name, params (string Name, object Value)[] attributes)
    {
        var node = new ProtobufWriter();
        foreach (var parent in parents)
            node.Text(1, parent);
        node.Text(2, name).Text(3, $"{type}_{name}").Text(4, type);
        foreach (var (key, value) in attributes)
            node.Message(5, Attribute(key, value));
        _graph.Message(1, node);
        return name;
    }

    /// <summary>Numbers of the model's own precision; those of a float32 model are rounded to half precision too, so that both compute the same.</summary>
    public string Weights(float[] values, params long[] shape)
    {
        var halves = Array.ConvertAll(values, value => (Half)value);
        return half
            ? Tensor(Half16, MemoryMarshal.AsBytes<Half>(halves), shape)
            : Tensor(Float, MemoryMarshal.AsBytes<float>(Array.ConvertAll(halves, value => (float)value)), shape);
    }

    public string Numbers(params long[] values) => Tensor(Int64, MemoryMarshal.AsBytes<long>(values), [values.Length]);

    public string Number(long value) => Tensor(Int64, MemoryMarshal.AsBytes<long>([value]), []);

    public void Input(string name, params string[] shape) => _graph.Message(11, Value(name, Int64, shape));

    public void Reals(string name, params string[] shape) => _graph.Message(11, Value(name, RealType, shape));

    public void Output(string name, params string[] shape) => _graph.Message(12, Value(name, RealType, shape));

    public void Save(string path)
    {
        _graph.Text(2, "transformer");
        var model = new ProtobufWriter().Number(1, 8).Text(2, "benchmarks").Message(7, _graph).Message(8, new ProtobufWriter().Text(1, "").Number(2, 17));
        File.WriteAllBytes(path, model.Written);
    }

    string Tensor(int type, ReadOnlySpan<byte> raw, long[] shape)
    {
        var tensor = new ProtobufWriter();
        foreach (var dimension in shape)
            tensor.Number(1, dimension);
        var name = $"c{_made++}";
        _graph.Message(5, tensor.Number(2, type).Text(8, name).Bytes(9, raw));
        return name;
    }

    static ProtobufWriter Attribute(string name, object value)
    {
        var attribute = new ProtobufWriter().Text(1, name);
        switch (value)
        {
            case float real:
                return attribute.Float(2, real).Number(20, 1);
            case int number:
                return attribute.Number(3, number).Number(20, 2);
            default:
                foreach (var entry in (int[])value)
                    attribute.Number(8, entry);
                return attribute.Number(20, 7);
        }
    }

    static ProtobufWriter Value(string name, int type, string[] shape)
    {
        var dimensions = new ProtobufWriter();
        foreach (var dimension in shape)
        {
            var entry = new ProtobufWriter();
            dimensions.Message(1, int.TryParse(dimension, out var size) ? entry.Number(1, size) : entry.Text(2, dimension));
        }

        var tensor = new ProtobufWriter().Number(1, type).Message(2, dimensions);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
