namespace SqlInference.Service.Tests;

public sealed class LifeCycleTests : IDisposable
{
    readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    static string CreateLinear(string name = "m", string function = "f") =>
        $"CREATE MODEL {name} FROM '{Workplace.Onnx("linear")}' FUNCTION {function}(a float, b float, c float) RETURNS float;";

    [Fact]
    public void A_model_from_a_file_answers_queries()
    {
        _work.Run(CreateLinear());
        Assert.Equal("0.75", _work.Run("SELECT f(0, 0, 0)").Single);
    }
}
