using System.Text;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Trees.Graphs;

/// <summary>An ONNX graph that is an ensemble of trees and nothing else: what goes in is at most cast, and what comes out is renamed.</summary>
/// <param name="Labels">The output that holds a classifier's labels; null where the graph does not give them, or is a regression.</param>
/// <param name="Scores">The output that holds predictions or probabilities; null where the graph does not give them.</param>
sealed record TreeGraph(GraphEnsemble Ensemble, string? Labels, string? Scores)
{
    const int FloatType = 1;
    const int Int64Type = 7;
    const int StringType = 8;

    /// <summary>Types that ONNX's Cast turns into the nearest float, as we do.</summary>
    static readonly int[] CastTypes = [FloatType, 6, Int64Type, 11];

    /// <summary>Null where the graph is something else; <paramref name="whyNot"/> completes "its graph …".</summary>
    public static TreeGraph? TryRead(ReadOnlySpan<byte> model, out string whyNot)
    {
        try
        {
            var graph = new Graph(model);
            whyNot = "";
            return graph.Read();
        }
        catch (NotATreeException exception)
        {
            whyNot = exception.Message;
        }
        catch (Exception exception) when (exception is ProtobufException or InvalidDataException)
        {
            whyNot = exception is ProtobufException ? "is damaged" : $"is not sound: {exception.Message}";
        }

        return null;
    }

    sealed class Graph
    {
        readonly List<GraphNode> _nodes = [];
        readonly Dictionary<string, int> _inputs = [];
        readonly List<string> _outputs = [];

        public Graph(ReadOnlySpan<byte> model)
        {
            var reader = new ProtobufReader(model);
            while (reader.Next())
            {
                if (reader.Field == 7) // graph
                    ReadGraph(reader.Bytes);
                else if (reader.Field == 25) // functions, which may go by any operator's name
                    throw new NotATreeException("has functions of its own");
            }
        }

        public TreeGraph Read()
        {
            var trees = _nodes.FindAll(node => node.Type is "TreeEnsembleRegressor" or "TreeEnsembleClassifier");
            if (_nodes.Find(node => !trees.Contains(node) && node.Type is not ("Cast" or "Identity")) is { } other)
                throw new NotATreeException($"has the operator '{other.Type}'");
            if (trees is not [var tree])
                throw new NotATreeException($"has {trees.Count} ensembles of trees");
            if (tree.Inputs is not [var input])
                throw new NotATreeException($"has an ensemble with {tree.Inputs.Count} inputs");
            CheckInput(input);

            var isClassifier = tree.Type == "TreeEnsembleClassifier";
            var ensemble = GraphEnsemble.Read(tree, isClassifier);
            string? labels = null, scores = null;
            foreach (var output in _outputs)
            {
                var of = OriginOf(output, out var castTo);
                var type = !isClassifier || of != tree.Outputs.ElementAtOrDefault(0) ? FloatType : ensemble.Rule!.Texts.Length > 0 ? StringType : Int64Type;
                if (castTo is { } cast && cast != type)
                    throw new NotATreeException($"casts its output '{output}'");
                if (isClassifier && of == tree.Outputs.ElementAtOrDefault(0))
                    labels = output;
                else if (of == tree.Outputs.ElementAtOrDefault(isClassifier ? 1 : 0))
                    scores = output;
                else
                    throw new NotATreeException($"has the output '{output}', which no tree gives");
            }

            return new(ensemble, labels, scores);
        }

        /// <summary>What goes into the trees must be the graph's only input, as it is or cast to float32 once.</summary>
        void CheckInput(string name)
        {
            var origin = OriginOf(name, out var castTo);
            if (_inputs.Count != 1 || !_inputs.TryGetValue(origin, out var type))
                throw new NotATreeException(_inputs.Count == 1 ? "does not give its input to the trees" : $"has {_inputs.Count} inputs");
            if ((castTo ?? type) != FloatType || !CastTypes.Contains(type))
                throw new NotATreeException("compares values of another type than float32");
        }

        /// <summary>Back through Identity and at most one Cast.</summary>
        string OriginOf(string name, out int? castTo)
        {
            castTo = null;
            // A graph without cycles ends after as many steps as it has nodes.
            foreach (var _ in _nodes)
            {
                if (_nodes.Find(node => node.Type is "Cast" or "Identity" && node.Outputs.Contains(name)) is not { Inputs: [var from] } node)
                    break;
                if (node.Type == "Cast" && castTo is not null)
                    throw new NotATreeException("casts its values twice");
                if (node.Type == "Cast")
                    castTo = (int)node.Integer("to", 0);
                name = from;
            }

            return name;
        }

        void ReadGraph(ReadOnlySpan<byte> graph)
        {
            var reader = new ProtobufReader(graph);
            while (reader.Next())
            {
                switch (reader.Field)
                {
                    case 1: _nodes.Add(GraphNode.Read(reader.Bytes)); break;
                    case 5 or 15: throw new NotATreeException("has constants");
                    case 11:
                        var name = NameAndType(reader.Bytes, out var type);
                        _inputs[name] = type;
                        break;
                    case 12: _outputs.Add(NameAndType(reader.Bytes, out _)); break;
                }
            }
        }

        static string NameAndType(ReadOnlySpan<byte> value, out int type)
        {
            var name = "";
            type = 0;
            var reader = new ProtobufReader(value);
            while (reader.Next())
            {
                if (reader.Field == 1)
                    name = Encoding.UTF8.GetString(reader.Bytes);
                else if (reader.Field == 2)
                    type = ElementOf(reader.Bytes);
            }

            return name;
        }

        /// <summary>Of a type that is a tensor, that of its elements; otherwise 0.</summary>
        static int ElementOf(ReadOnlySpan<byte> type)
        {
            var reader = new ProtobufReader(type);
            while (reader.Next())
            {
                if (reader.Field != 1)
                    continue;
                var tensor = new ProtobufReader(reader.Bytes);
                while (tensor.Next())
                {
                    if (tensor.Field == 1)
                        return (int)tensor.Number;
                }
            }

            return 0;
        }
    }
}

/// <summary>A graph that does more, or otherwise, than our evaluator; the message completes "its graph …".</summary>
sealed class NotATreeException(string message) : Exception(message);
