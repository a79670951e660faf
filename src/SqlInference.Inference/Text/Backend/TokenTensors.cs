using Microsoft.ML.OnnxRuntime;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Text.Backend;

/// <summary>The memory of a model's inputs, filled with the tokens of one group after the other.</summary>
sealed unsafe class TokenTensors(TextPlan plan) : IDisposable
{
    readonly ITensorMemory[] _buffers = [.. plan.Inputs.All.Select(_ => plan.Loaded.CreateSmallMemory())];
    readonly OrtValue[] _values = new OrtValue[plan.Inputs.All.Count];

    /// <summary>Room for a group. The values of the one before are gone.</summary>
    public void Start(int rows, int rowLength)
    {
        DisposeValues();
        long[] shape = [rows, rowLength];
        for (var i = 0; i < _buffers.Length; i++)
        {
            var tensor = plan.Inputs.All[i];
            var bytes = (long)rows * rowLength * tensor.Element!.Value.Width();
            _buffers[i].Reserve((nuint)bytes);
            _values[i] = OrtValue.CreateTensorValueWithData(_buffers[i].Location, tensor.TensorType, shape, (nint)_buffers[i].Pointer, bytes);
        }
    }

    public IReadOnlyCollection<OrtValue> Values => _values;

    public void Bind(OrtIoBinding binding)
    {
        for (var i = 0; i < _values.Length; i++)
            binding.BindInput(plan.InputNames[i], _values[i]);
    }

    public void Fill(int row, int rowLength, ReadOnlySpan<int> tokens)
    {
        for (var i = 0; i < _buffers.Length; i++)
        {
            var tensor = plan.Inputs.All[i];
            if (tensor.Element == ElementType.Int64)
                Fill(tensor, new Span<long>((long*)_buffers[i].Pointer + (long)row * rowLength, rowLength), tokens);
            else
                Fill(tensor, new Span<int>((int*)_buffers[i].Pointer + (long)row * rowLength, rowLength), tokens);
        }
    }

    public void Dispose()
    {
        DisposeValues();
        foreach (var buffer in _buffers)
            buffer.Dispose();
    }

    void Fill<T>(ModelTensor tensor, Span<T> row, ReadOnlySpan<int> tokens) where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var real = row[..tokens.Length];
        var filling = row[tokens.Length..];
        if (tensor == plan.Inputs.Tokens)
        {
            for (var i = 0; i < tokens.Length; i++)
                real[i] = T.CreateTruncating(tokens[i]);
            filling.Fill(T.CreateTruncating(plan.PadId));
        }
        else if (tensor == plan.Inputs.Mask)
        {
            real.Fill(T.One);
            filling.Clear();
        }
        else
        {
            FillTypes(row, tokens.Length);
        }
    }

    void FillTypes<T>(Span<T> row, int tokens) where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        row.Clear();
        var template = plan.Tokenizer.Template;
        if (template.IsPlain)
            return;
        row[..tokens].Fill(T.CreateTruncating(template.Type));
        for (var i = 0; i < template.Before.Length; i++)
            row[i] = T.CreateTruncating(template.Before[i].Type);
        for (var i = 0; i < template.Behind.Length; i++)
            row[tokens - template.Behind.Length + i] = T.CreateTruncating(template.Behind[i].Type);
    }

    void DisposeValues()
    {
        foreach (var value in _values)
            value?.Dispose();
        Array.Clear(_values);
    }
}
