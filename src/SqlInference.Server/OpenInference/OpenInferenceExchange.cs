using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;

namespace SqlInference.Server.OpenInference;

/// <summary>All the memory that one request and its answer need, used again by later ones. Not thread-safe.</summary>
sealed class OpenInferenceExchange : IDisposable
{
    /// <summary>What an idle exchange may keep for bodies and answers.</summary>
    const long MostKept = 4 << 20;

    readonly List<RequestTensor> _tensors = [];
    readonly ColumnBuffer[] _answers;

    public OpenInferenceExchange(OpenInferencePlan plan)
    {
        Plan = plan;
        Batch = new(plan.Inputs.Length);
        Results = new(plan.Outputs.Length);
        Inputs = new(plan.Inputs.Length);
        _answers = new ColumnBuffer[plan.Outputs.Length];
    }

    public OpenInferencePlan Plan { get; }

    public RequestBody Body { get; } = new();

    /// <summary>The request's id as a JSON string, by its place in the body; empty where it has none.</summary>
    public (int Start, int Length) Id { get; set; }

    public bool BinaryByDefault { get; set; }

    /// <summary>In the order of the request; empty where it leaves the choice to us.</summary>
    public List<RequestedOutput> Outputs { get; } = [];

    public int TensorCount { get; private set; }

    public ColumnBatch Batch { get; }

    public ResultColumns Results { get; }

    public InputColumns Inputs { get; }

    /// <summary>The JSON of the answer, and text on its way out.</summary>
    public PooledBytes Text { get; } = new(1024);

    public bool IsSmall
    {
        get
        {
            var bytes = (long)Body.Length + Text.Length;
            foreach (var output in Plan.Outputs)
                bytes += (long)Batch.RowCount * output.Type.Element.Width() * output.Type.ElementsPerRow;
            return bytes <= MostKept;
        }
    }

    public RequestTensor Tensor(int index) => _tensors[index];

    public RequestTensor AddTensor()
    {
        if (TensorCount == _tensors.Count)
            _tensors.Add(new());
        var tensor = _tensors[TensorCount++];
        tensor.Reset();
        return tensor;
    }

    /// <summary>Understands the body that has been read: afterwards batch and results are ready for the model.</summary>
    public void Read()
    {
        Id = default;
        BinaryByDefault = false;
        TensorCount = 0;
        Outputs.Clear();
        RequestHeader.Read(this);
        BinaryTensorData.Read(this);
        Inputs.Fill(this);
        Want();
    }

    /// <summary>The column of one output, while an answer is being made.</summary>
    public ColumnBuffer Answer(int output) => _answers[output];

    public void Dispose()
    {
        Body.Dispose();
        Inputs.Dispose();
        Text.Dispose();
        foreach (var tensor in _tensors)
            tensor.Dispose();
        foreach (var answer in _answers)
            answer?.Dispose();
    }

    void Want()
    {
        if (Outputs.Count == 0)
            Outputs.Add(new(0, IsValidity: false, null));
        for (var output = 0; output < _answers.Length; output++)
            Results.Swap(output, null);
        foreach (var requested in Outputs)
            Results.Swap(requested.Output, _answers[requested.Output] ??= new());
    }
}
