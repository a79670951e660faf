using System.Runtime.InteropServices;
using System.Text;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Trees.Graphs;

/// <summary>An operator of a graph with all of its attributes.</summary>
sealed class GraphNode
{
    readonly Dictionary<string, Attribute> _attributes = [];

    public string Domain { get; private set; } = "";

    public string Type { get; private set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public static GraphNode Read(ReadOnlySpan<byte> message)
    {
        var node = new GraphNode();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: node.Inputs.Add(Text(reader.Bytes)); break;
                case 2: node.Outputs.Add(Text(reader.Bytes)); break;
                case 4: node.Type = Text(reader.Bytes); break;
                case 5:
                    var attribute = Attribute.Read(reader.Bytes, out var name);
                    node._attributes[name] = attribute;
                    break;
                case 7: node.Domain = Text(reader.Bytes); break;
            }
        }

        return node;
    }

    public bool Has(string attribute) => _attributes.ContainsKey(attribute);

    public long Integer(string attribute, long otherwise) => _attributes.TryGetValue(attribute, out var value) ? value.Integer : otherwise;

    public string Text(string attribute, string otherwise) => _attributes.TryGetValue(attribute, out var value) ? value.Text : otherwise;

    public IReadOnlyList<float> Floats(string attribute) => _attributes.GetValueOrDefault(attribute)?.Floats ?? [];

    public IReadOnlyList<long> Integers(string attribute) => _attributes.GetValueOrDefault(attribute)?.Integers ?? [];

    public IReadOnlyList<string> Texts(string attribute) => _attributes.GetValueOrDefault(attribute)?.Texts ?? [];

    static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    sealed class Attribute
    {
        public long Integer { get; private set; }

        public string Text { get; private set; } = "";

        public List<float> Floats { get; } = [];

        public List<long> Integers { get; } = [];

        public List<string> Texts { get; } = [];

        public static Attribute Read(ReadOnlySpan<byte> message, out string name)
        {
            name = "";
            var attribute = new Attribute();
            var reader = new ProtobufReader(message);
            while (reader.Next())
            {
                switch (reader.Field)
                {
                    case 1: name = GraphNode.Text(reader.Bytes); break;
                    case 3: attribute.Integer = (long)reader.Number; break;
                    case 4: attribute.Text = GraphNode.Text(reader.Bytes); break;
                    case 7: AppendFloats(reader, attribute.Floats); break;
                    case 8: reader.AppendIntegers(attribute.Integers); break;
                    case 9: attribute.Texts.Add(GraphNode.Text(reader.Bytes)); break;
                }
            }

            return attribute;
        }

        /// <summary>Packed or one by one.</summary>
        static void AppendFloats(in ProtobufReader reader, List<float> to)
        {
            if (reader.Wire == ProtobufReader.WireType.Fixed32)
                to.Add(BitConverter.UInt32BitsToSingle((uint)reader.Number));
            else
                to.AddRange(MemoryMarshal.Cast<byte, float>(reader.Bytes[..(reader.Bytes.Length & ~3)]));
        }
    }
}
