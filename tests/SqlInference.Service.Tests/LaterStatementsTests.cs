using SqlInference.Errors;

namespace SqlInference.Service.Tests;

/// <summary>What the dialect has and the embedded engine cannot do yet: each statement says so, naming itself and the engine.</summary>
public sealed class LaterStatementsTests : IDisposable
{
    const string CannotExecute = " cannot be executed on the embedded engine yet";

    readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("CREATE MODEL z FROM 's3://b/m.onnx' FUNCTION k(real) RETURNS real", "CREATE MODEL … FROM 's3://b/m.onnx'" + CannotExecute + ": only files and folders can be read.")]
    [InlineData("CREATE MODEL z FROM 'https://h/m.onnx' FUNCTION k(real) RETURNS real", "CREATE MODEL … FROM 'https://h/m.onnx'" + CannotExecute + ": only files and folders can be read.")]
    [InlineData("CREATE MODEL z FROM 'm.bin' FUNCTION k(real) RETURNS real SETTINGS (FORMAT LINEAR_LEARNER)", "CREATE MODEL … FROM a file of FORMAT LINEAR_LEARNER" + CannotExecute + ".")]
    [InlineData("COPY t FROM 's3://b/x.csv' IAM_ROLE default FORMAT AS CSV", "COPY … FROM 's3://b/x.csv'" + CannotExecute + ": only local files can be read.")]
    public void A_statement_that_cannot_be_executed_yet_says_so(string statement, string message)
    {
        _work.Run("CREATE TABLE t (x int, y int)");
        var exception = _work.Refused(ErrorConditions.StatementNotSupported, statement);
        Assert.Equal(message, exception.Message);
        Assert.False(string.IsNullOrEmpty(exception.Hint));
        Assert.Empty(_work.Models.List());
    }
}
