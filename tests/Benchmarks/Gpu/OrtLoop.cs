using Microsoft.ML.OnnxRuntime;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Onnx;

namespace Benchmarks.Gpu;

/// <summary>How tokens get to a model that ONNX Runtime runs.</summary>
enum Binding
{
    /// <summary>Run with tensors in ordinary memory.</summary>
    None,

    /// <summary>The same, bound.</summary>
    Copied,

    /// <summary>Bound in page-locked memory that the GPU reads itself.</summary>
    InPlace,

    /// <summary>As before, and replayed as a CUDA graph.</summary>
    Graph,
}

/// <summary>ONNX Runtime called as directly as it can be: tokens that are made already, in batches of one size, from one thread.</summary>
sealed unsafe class OrtLoop : IDisposable
{
    static readonly string[] Inputs = ["input_ids", "attention_mask"];

    readonly InferenceSession _session;
    readonly PinnedMemorySource? _source;
    readonly RunOptions _options = new();

    public OrtLoop(string model, bool onGpu, bool capturesGraphs = false, Dictionary<string, string>? cuda = null)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        if (onGpu)
        {
            using var provider = new OrtCUDAProviderOptions();
            provider.UpdateOptions(new(cuda ?? []) { ["device_id"] = "0", ["enable_cuda_graph"] = capturesGraphs ? "1" : "0" });
            options.AppendExecutionProvider_CUDA(provider);
        }

        _session = new(model, options);
        _source = onGpu ? new(_session, new InferenceDevice(0)) : null;
    }

    /// <returns>The logits of every row.</returns>
    public float[] Run(long[] ids, int tokens, int batch, Binding binding)
    {
        var rows = ids.Length / tokens;
        var logits = new float[rows * TransformerFile.Labels];
        using var room = new Room(this, batch, tokens, binding);
        for (var start = 0; start < rows; start += batch)
            room.Run(ids.AsSpan(start * tokens, batch * tokens), logits.AsSpan(start * TransformerFile.Labels, batch * TransformerFile.Labels));
        return logits;
    }

    /// <summary>Room for batches of one size, to be used again and again.</summary>
    public Room Prepare(int batch, int tokens, Binding binding) => new(this, batch, tokens, binding);

    public void Dispose()
    {
        _options.Dispose();
        _source?.Dispose();
        _session.Dispose();
    }

    public sealed class Room : IDisposable
    {
        readonly OrtLoop _loop;
        readonly Binding _kind;
        readonly ITensorMemory _ids;
        readonly ITensorMemory _mask;
        readonly ITensorMemory _logits;
        readonly OrtValue[] _inputs;
        readonly OrtValue[] _outputs;
        readonly OrtIoBinding _binding;
        readonly RunOptions _options = new();
        readonly bool _half;
        readonly int _count;

        public Room(OrtLoop loop, int batch, int tokens, Binding kind)
        {
            (_loop, _kind, _count) = (loop, kind, batch * TransformerFile.Labels);
            (_ids, _mask, _logits) = (Memory(), Memory(), Memory());
            var metadata = loop._session.OutputMetadata["logits"];
            _half = metadata.ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float16;
            new Span<long>(_mask.Reserve((nuint)(batch * tokens * 8)), batch * tokens).Fill(1);
            _ids.Reserve((nuint)(batch * tokens * 8));
            _logits.Reserve((nuint)(_count * 4));
            _inputs = [Value(_ids, [batch, tokens], 8), Value(_mask, [batch, tokens], 8)];
            _outputs = [OrtValue.CreateTensorValueWithData(_logits.Location, metadata.ElementDataType, [batch, TransformerFile.Labels], (nint)_logits.Pointer, _count * (_half ? 2 : 4))];
            _binding = loop._session.CreateIoBinding();
            _binding.BindOutput("logits", _outputs[0]);
            Bind();
            if (kind == Binding.Graph)
                _options.AddRunConfigEntry("gpu_graph_id", $"{batch}");
        }

        public void Run(ReadOnlySpan<long> ids, Span<float> logits)
        {
            ids.CopyTo(new Span<long>(_ids.Pointer, ids.Length));
            if (_kind == Binding.None)
            {
                _loop._session.Run(_options, Inputs, _inputs, ["logits"], _outputs);
            }
            else
            {
                if (_kind == Binding.Copied)
                    Bind();
                _loop._session.RunWithBinding(_options, _binding);
            }

            for (var i = 0; i < logits.Length; i++)
                logits[i] = _half ? (float)((Half*)_logits.Pointer)[i] : ((float*)_logits.Pointer)[i];
        }

        public void Dispose()
        {
            _binding.Dispose();
            foreach (var value in _inputs.Concat(_outputs))
                value.Dispose();
            foreach (var memory in new[] { _ids, _mask, _logits })
                memory.Dispose();
            _options.Dispose();
        }

        void Bind()
        {
            for (var i = 0; i < Inputs.Length; i++)
                _binding.BindInput(Inputs[i], _inputs[i]);
        }

        ITensorMemory Memory() => _kind >= Binding.InPlace && _loop._source is { } source ? source.InPlace() : new HostMemory();

        static OrtValue Value(ITensorMemory memory, long[] shape, int width) => OrtValue.CreateTensorValueWithData(
            memory.Location, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64, shape, (nint)memory.Pointer, shape[0] * shape[1] * width);
    }
}
