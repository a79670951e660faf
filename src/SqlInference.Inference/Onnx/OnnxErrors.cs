using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>Says what ONNX Runtime means, in terms of the model and without the rows.</summary>
static partial class OnnxErrors
{
    public static SqlInferenceException CannotLoad(OnnxModelFile file, OnnxRuntimeException exception)
    {
        var text = Clean(exception.Message);
        if (UnknownOperator(file, text) is { } name)
        {
            return new SqlInferenceException(ErrorConditions.ModelOperatorUnknown,
                $"Model '{file.Name}' uses {name}, which ONNX Runtime does not have.",
                "Export the model without custom operators and with operator sets that are released.", exception);
        }

        if (OperatorSetTooNew().Match(text) is { Success: true } set)
        {
            return new SqlInferenceException(ErrorConditions.ModelOperatorUnknown,
                $"Model '{file.Name}' needs version {set.Groups["wanted"]} of the operator set '{set.Groups["domain"]}'; ONNX Runtime has versions up to {set.Groups["known"]}.",
                $"Export the model with operator set {set.Groups["known"]} or older.", exception);
        }

        if (TypeNotSupported().Match(text) is { Success: true } tensor)
        {
            return new SqlInferenceException(ErrorConditions.ModelInputMismatch,
                $"Model '{file.Name}' has tensors of the type {tensor.Groups["type"]}, which ONNX Runtime does not support.",
                "Export the model with float32 or float64 inputs.", exception);
        }

        return new SqlInferenceException(ErrorConditions.ModelFileInvalid,
            $"Model '{file.Name}' cannot be loaded: {text}", "Check the model with onnx.checker, or export it again.", exception);
    }

    /// <summary>The model fails on a row of zeros and empty texts that has the shape the function gives.</summary>
    public static SqlInferenceException CannotRun(string model, string inputs, OnnxRuntimeException exception)
    {
        var text = Clean(exception.Message);
        return ShapeTrouble().IsMatch(text)
            ? new SqlInferenceException(ErrorConditions.ModelInputMismatch,
                $"Model '{model}' does not fit the function: it fails on a row of the declared shape: {text} The model takes: {inputs}.",
                "Declare the function with as many parameters as the model was trained on.", exception)
            : new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                $"Model '{model}' was loaded but fails on a row of zeros and empty texts: {text}",
                "Run the model with onnxruntime in Python to see whether it works there.", exception);
    }

    /// <summary>
    /// The model fails on the caller's rows. ONNX Runtime's text may quote their values, so that only the operator is
    /// passed on.
    /// </summary>
    public static SqlInferenceException Failed(string model, Exception exception)
    {
        if (IsOutOfMemory(exception.Message))
        {
            return new SqlInferenceException(ErrorConditions.ModelFailed, $"Model '{model}' ran out of memory on a batch of rows.",
                "Lower MAX_BATCH_ROWS or MAX_CONCURRENCY; on a GPU, raise the setting gpu_memory, or let fewer models use it.");
        }

        var at = FailingNode().Match(exception.Message) is { Success: true } node
            ? $" in its operator {node.Groups["type"]}{(node.Groups["name"].Length > 0 ? $" ('{node.Groups["name"]}')" : "")}"
            : "";
        return new SqlInferenceException(ErrorConditions.ModelFailed, $"Model '{model}' failed on a batch of rows{at}.",
            "The rows may hold values that the model was not made for: filter them out, or set ON_ERROR to 'null'.");
    }

    /// <summary>An argument holds a value that the model's tensor cannot hold.</summary>
    public static SqlInferenceException NotRepresentable(string model, InputPlan input, InputSource source)
    {
        var type = input.Tensor.TensorType.OnnxName();
        if (!input.Tensor.Element!.Value.IsFloating())
        {
            return new SqlInferenceException(ErrorConditions.InputNotAccepted,
                $"Model '{model}': argument '{source.Name}' holds a number that the model's {type} input '{input.Tensor.Name}' cannot represent.",
                "Round the argument, or keep it within the range of the model's input.");
        }

        return source.Element.IsFloating()
            ? new SqlInferenceException(ErrorConditions.InputNotAccepted,
                $"Model '{model}': argument '{source.Name}' holds a number beyond the range of the model's {type} input '{input.Tensor.Name}'.",
                "Keep the argument within that range, or export the model with float64 inputs.")
            : new SqlInferenceException(ErrorConditions.InputNotAccepted,
                $"Model '{model}': argument '{source.Name}' holds an integer beyond 2^53, which the model's {type} input '{input.Tensor.Name}' cannot represent.",
                "Declare the parameter as float8 if the nearest floating-point number will do.");
    }

    /// <summary>Whether memory of a GPU, or what the model may take of it, was not enough.</summary>
    public static bool IsOutOfMemory(string message) => OutOfMemory().IsMatch(message);

    static string? UnknownOperator(OnnxModelFile file, string text)
    {
        if (NotRegistered().Match(text) is { Success: true } operation)
        {
            var (domain, type) = (operation.Groups["domain"].Value, operation.Groups["type"].Value);
            // ONNX Runtime prints only the type where a version of the operator exists; the model knows the domain.
            if (domain.Length == 0)
                domain = file.Facts.Operators.FirstOrDefault(used => used.Type == type).Domain ?? "";
            return $"the operator '{type}' of the domain '{DomainName(domain)}'";
        }

        return null;
    }

    static string DomainName(string domain) => domain.Length == 0 ? "ai.onnx" : domain;

    /// <summary>Without the error class in front, stack frames and the paths of ONNX Runtime's sources; on one line.</summary>
    public static string Clean(string message)
    {
        var text = message.ReplaceLineEndings(" ").Trim();
        text = ErrorClass().Replace(text, "");
        text = SourceLocation().Replace(text, "");
        return text.Length > 0 && text[^1] is '.' or '!' ? text : text + ".";
    }

    [GeneratedRegex(@"^\[ErrorCode:\w+\]\s*|\[ONNXRuntimeError\] : \d+ : \w+ : ")]
    private static partial Regex ErrorClass();

    // Node names from the model are part of the text: matched in linear time.
    [GeneratedRegex(@"\S*\.(cc|h|cpp):\d+ ([\w:<>, *&~]*::[\w~]+\([^()]*(\([^()]*\)[^()]*)*\)( const)?|operator\(\)|\w+) ", RegexOptions.NonBacktracking)]
    private static partial Regex SourceLocation();

    [GeneratedRegex(@"(Fatal error: (?<domain>[^:\s]*):(?<type>\w+)\(-?\d+\) is not a registered function/op|No Op registered for (?<type>\w+) with domain_version|Failed to find kernel for (?<domain>[\w.]*?)\.?(?<type>\w+)\(|Could not find an implementation for (?<type>\w+)\()")]
    private static partial Regex NotRegistered();

    [GeneratedRegex(@"Opset (?<wanted>\d+) is under development.* for domain (?<domain>\S+) is till opset (?<known>\d+)")]
    private static partial Regex OperatorSetTooNew();

    [GeneratedRegex(@"tensor\((?<type>\w+)\) is not currently registered or supported")]
    private static partial Regex TypeNotSupported();

    [GeneratedRegex(@"dimension|shape|Size mismatch|incompatible|Invalid rank|broadcast", RegexOptions.IgnoreCase)]
    private static partial Regex ShapeTrouble();

    [GeneratedRegex("Available memory of [0-9]+ is smaller than requested|Failed to allocate memory|out of memory|ALLOC_FAILED")]
    private static partial Regex OutOfMemory();

    [GeneratedRegex(@"while running (?<type>\w+) node\. Name:'(?<name>[^']*)'")]
    private static partial Regex FailingNode();
}
