using Microsoft.ML.OnnxRuntime;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>A runner's memory, bound as the inputs and wanted outputs of a model for one number of rows.</summary>
sealed unsafe class BoundTensors : IDisposable
{
    readonly OnnxPlan _plan;
    readonly int _rows;
    readonly ulong _wanted;
    readonly OrtIoBinding _binding;
    readonly OrtValue[] _inputs;
    readonly OrtValue?[] _outputs;

    public BoundTensors(OnnxPlan plan, int rows, ulong wanted, ITensorMemory[] inputs, ITensorMemory[] outputs)
    {
        _plan = plan;
        _rows = rows;
        _wanted = wanted;
        _binding = plan.Session.CreateIoBinding();
        _inputs = new OrtValue[plan.Inputs.Count];
        for (var i = 0; i < _inputs.Length; i++)
        {
            var input = plan.Inputs[i];
            _inputs[i] = Create(input.Tensor, input.Shape(rows), inputs[i], (long)rows * input.RowBytes);
            if (!plan.CopiesInputs)
                _binding.BindInput(input.Tensor.Name, _inputs[i]);
        }

        _outputs = new OrtValue?[plan.Outputs.Count];
        for (var i = 0; i < _outputs.Length; i++)
        {
            if ((wanted >> i & 1) == 0)
                continue;
            var output = plan.Outputs[i];
            var value = Create(output.Tensor, output.Shape(rows), outputs[i], (long)rows * output.RowBytes);
            _outputs[i] = value;
            _binding.BindOutput(output.Tensor.Name, value);
        }
    }

    public bool Fits(int rows, ulong wanted) => rows == _rows && wanted == _wanted;

    public OrtValue Input(int index) => _inputs[index];

    public OrtValue? Output(int index) => _outputs[index];

    public void Run(InferenceSession session, RunOptions options)
    {
        if (_plan.CopiesInputs)
        {
            for (var i = 0; i < _inputs.Length; i++)
                _binding.BindInput(_plan.Inputs[i].Tensor.Name, _inputs[i]);
        }

        session.RunWithBinding(options, _binding);
    }

    static OrtValue Create(ModelTensor tensor, long[] shape, ITensorMemory memory, long bytes) => tensor.Element == ElementType.Utf8
        ? OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape)
        : OrtValue.CreateTensorValueWithData(memory.Location, tensor.TensorType, shape, (nint)memory.Pointer, bytes);

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var input in _inputs)
            input.Dispose();
        foreach (var output in _outputs)
            output?.Dispose();
    }
}
