using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>
/// Decides which parameter of the SQL function fills which place in which input of the model: by name where every
/// input has a parameter of its name, otherwise in order, each input taking as many parameters as make up one row.
/// </summary>
sealed class InputBinder(string model, IReadOnlyList<ModelTensor> tensors, IReadOnlyList<OnnxParameter> declared, IReadOnlyDictionary<string, FeatureCount> featureCounts)
{
    /// <summary>The plans in the order of the model's inputs, and the function's parameters with all lengths known.</summary>
    public static (IReadOnlyList<InputPlan> Plans, IReadOnlyList<ModelInput> Inputs) Bind(
        string model, IReadOnlyList<ModelTensor> tensors, OnnxModelOptions options, IReadOnlyDictionary<string, FeatureCount> featureCounts)
    {
        var binder = new InputBinder(model, tensors, options.Parameters ?? [], featureCounts);
        binder.RequireUsableTensors();
        if (options.Input is { } names)
        {
            tensors = binder.InOrderOf(names);
            binder = new InputBinder(model, tensors, options.Parameters ?? [], featureCounts);
        }

        if (options.Parameters is null)
            binder = new InputBinder(model, tensors, binder.DeriveParameters(), featureCounts);
        return binder.Bind(inOrder: options.Input is not null);
    }

    readonly ColumnType[] _types = declared.Select(parameter => parameter.Type).ToArray();

    (IReadOnlyList<InputPlan>, IReadOnlyList<ModelInput>) Bind(bool inOrder)
    {
        var plans = !inOrder && TryMatchNames() is { } parameters
            ? tensors.Select((tensor, i) => Plan(tensor, [parameters[i]])).ToArray()
            : BindInOrder();
        var inputs = declared.Select((parameter, i) => new ModelInput(parameter.Name, _types[i], parameter.AcceptsNull)).ToArray();
        return (plans, inputs);
    }

    void RequireUsableTensors()
    {
        if (tensors.Count == 0)
            throw Mismatch("the model takes no input at all", null);
        foreach (var tensor in tensors)
        {
            if (!tensor.IsTensor)
                throw Mismatch($"its input '{tensor.Name}' is not a tensor", "Export the model so that its inputs are tensors with one row per example.");
            if (tensor.Element is null)
                throw Mismatch($"its input '{tensor.Name}' has the type {tensor.TensorType.OnnxName()}, which no SQL type becomes", "Export the model with float32 or float64 inputs.");
            if (tensor.Dimensions.Length == 0)
                throw Mismatch($"its input '{tensor.Name}' is a single value, not a tensor with one row per example", "Export the model with inputs of shape [N] or [N,F].");
        }

        var fixedRows = tensors.Select(tensor => tensor.FixedRows).Where(rows => rows > 0).Distinct().ToArray();
        if (fixedRows.Length > 1)
            throw Mismatch($"its inputs want different numbers of rows ({string.Join(" and ", fixedRows)})", "Export the model with an open first dimension.");
    }

    ModelTensor[] InOrderOf(string names)
    {
        var ordered = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => Find(name) ?? throw Mismatch($"INPUT names '{name}', which is not an input of the model", null))
            .Distinct().ToArray();
        if (ordered.Length == tensors.Count)
            return ordered;
        var left = string.Join(", ", tensors.Except(ordered).Select(tensor => $"'{tensor.Name}'"));
        throw Mismatch($"INPUT leaves out {left}", "Name every input of the model in INPUT, in the order of the parameters.");
    }

    ModelTensor? Find(string name) =>
        tensors.FirstOrDefault(tensor => tensor.Name == name)
        ?? tensors.FirstOrDefault(tensor => tensor.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>One parameter per input: a scalar, or a list as long as a row. A row of several texts takes one parameter for each.</summary>
    List<OnnxParameter> DeriveParameters()
    {
        var derived = new List<OnnxParameter>();
        foreach (var tensor in tensors)
        {
            var width = RowWidth(tensor);
            if (width == 0)
                throw Mismatch($"its input '{tensor.Name}' does not say how many values make up a row", "Declare the function's parameters.");
            // Half floats are rare in SQL; the conversion costs nothing that counts.
            var element = tensor.Element == ElementType.Float16 ? ElementType.Float32 : tensor.Element!.Value;
            if (width == 1)
                derived.Add(new OnnxParameter(tensor.Name, element));
            else if (element == ElementType.Utf8)
                derived.AddRange(Enumerable.Range(1, width).Select(i => new OnnxParameter($"{tensor.Name}_{i}", element)));
            else
                derived.Add(new OnnxParameter(tensor.Name, new ColumnType(element, width), IsList: true));
        }

        return derived;
    }

    /// <summary>For each input the parameter of the same name; null where inputs and parameters are to be matched in order.</summary>
    int[]? TryMatchNames()
    {
        if (tensors.Count != declared.Count || tensors.Count == 1)
            return null;
        var found = tensors.Select(tensor => IndexOfParameter(tensor.Name)).ToArray();
        if (Array.TrueForAll(found, index => index >= 0) && found.Distinct().Count() == found.Length)
            return found;

        // Some names match, and in another place: filling the inputs in order would quietly mix them up.
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] >= 0 && found[i] != i)
            {
                throw Mismatch($"the parameter '{declared[found[i]].Name}' has the name of an input, but others have not",
                    "Give every parameter the name of its input, or name the inputs in the order of the parameters in INPUT.");
            }
        }

        return null;
    }

    int IndexOfParameter(string name)
    {
        for (var i = 0; i < declared.Count; i++)
        {
            if (declared[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }

    InputPlan[] BindInOrder()
    {
        var plans = new List<InputPlan>();
        var next = 0;
        foreach (var tensor in tensors)
        {
            // Where a row's size is open, a lone input takes everything and one of several takes one parameter.
            var take = tensors.Count == 1 ? declared.Count - next
                : tensor.Width == 0 ? 1
                : CountThatFill(tensor.Width, next);
            if (take == 0 || next + take > declared.Count)
                throw Mismatch(CountsMessage(), null);
            plans.Add(Plan(tensor, Enumerable.Range(next, take).ToArray()));
            next += take;
        }

        return next == declared.Count ? [.. plans] : throw Mismatch(CountsMessage(), null);
    }

    int CountThatFill(int width, int first)
    {
        var index = first;
        for (var filled = 0; filled < width && index < declared.Count; index++)
        {
            if (declared[index].Width == 0)
                return index - first + 1;
            filled += declared[index].Width;
        }

        return index - first;
    }

    string CountsMessage()
    {
        var wanted = tensors.Sum(tensor => tensor.Width);
        return $"the model takes {(tensors.Any(tensor => tensor.Width == 0) ? $"{tensors.Count} inputs" : Plural(wanted, "value"))} per row, "
            + $"the function has {Plural(declared.Count, "parameter")}";
    }

    InputPlan Plan(ModelTensor tensor, int[] parameters)
    {
        if (tensor.Dimensions.Length == 1 && parameters.Length > 1)
            throw Mismatch(CountsMessage(), null);
        SetOpenListLength(tensor, parameters);
        var width = parameters.Sum(parameter => _types[parameter].ElementsPerRow);
        if (tensor.Width > 0 && width != tensor.Width || tensor.TryRowShape(width) is not { } shape)
        {
            throw Mismatch(parameters.Length == 1 && declared[parameters[0]].IsList
                ? $"its input '{tensor.Name}' takes {Plural(tensor.Width, "value")} per row, the parameter '{declared[parameters[0]].Name}' has {width}"
                : CountsMessage(), null);
        }

        // ONNX Runtime's tree and linear operators trust the width of their input and read beyond it.
        if (featureCounts.TryGetValue(tensor.Name, out var needed) && !needed.Allows(width))
            throw Mismatch($"the model reads {Plural(needed.Count, "value")} per row of its input '{tensor.Name}', the function gives {width}", null);

        var sources = new List<InputSource>();
        var offset = 0;
        foreach (var parameter in parameters)
        {
            sources.Add(Source(tensor, parameter, offset));
            offset += _types[parameter].ElementsPerRow;
        }

        return new InputPlan(tensor, width, shape, [.. sources]);
    }

    /// <summary>Values per row, from the model's inputs or else from its operators; 0 where neither says.</summary>
    int RowWidth(ModelTensor tensor) =>
        tensor.Width > 0 ? tensor.Width
        : featureCounts.TryGetValue(tensor.Name, out var count) && count.IsExact ? count.Count
        : 0;

    /// <summary>A list that was declared without a length gets what the other parameters leave of the row.</summary>
    void SetOpenListLength(ModelTensor tensor, int[] parameters)
    {
        var open = parameters.Where(parameter => declared[parameter].IsList && !_types[parameter].IsList).ToArray();
        if (open.Length == 0)
            return;
        var name = declared[open[0]].Name;
        var total = RowWidth(tensor);
        if (open.Length > 1)
            throw Mismatch($"the lists '{name}' and '{declared[open[1]].Name}' both go into its input '{tensor.Name}', so their lengths cannot be told apart", null);
        if (total == 0)
        {
            throw Mismatch($"its input '{tensor.Name}' does not say how many values make up a row, so the length of the list '{name}' is not known",
                "Export the model with a fixed second dimension.");
        }

        var length = total - parameters.Where(parameter => parameter != open[0]).Sum(parameter => _types[parameter].ElementsPerRow);
        if (length < 1)
            throw Mismatch(CountsMessage(), null);
        _types[open[0]] = new ColumnType(declared[open[0]].Type.Element, length);
    }

    unsafe InputSource Source(ModelTensor tensor, int index, int offset)
    {
        var parameter = declared[index];
        var from = parameter.Type.Element;
        var to = tensor.Element!.Value;
        if ((from == ElementType.Utf8) != (to == ElementType.Utf8))
        {
            throw Mismatch($"its input '{tensor.Name}' takes {(to == ElementType.Utf8 ? "text" : "numbers")}, the parameter '{parameter.Name}' is {(from == ElementType.Utf8 ? "text" : "a number")}",
                to == ElementType.Utf8 ? "Declare the parameter as varchar." : "Declare the parameter as float8, or the type that the column has.");
        }

        if (from == ElementType.Utf8 && _types[index].IsList)
            throw Mismatch($"the parameter '{parameter.Name}' is a list of text, which no model takes", "Declare one varchar parameter per text.");
        if (to == ElementType.Boolean && from != ElementType.Boolean)
            throw Mismatch($"its input '{tensor.Name}' takes booleans, the parameter '{parameter.Name}' is a number", "Declare the parameter as boolean.");
        if (parameter.AcceptsNull && to != ElementType.Utf8 && !to.IsFloating())
            throw Mismatch($"its input '{tensor.Name}' takes integers, which cannot be missing as the parameter '{parameter.Name}' can", null);
        return new InputSource
        {
            Column = index,
            Name = parameter.Name,
            Element = from,
            Offset = offset,
            Width = _types[index].ElementsPerRow,
            AcceptsNull = parameter.AcceptsNull,
            Kernel = from == ElementType.Utf8 ? null : ColumnInterleaver.Kernel(from, to),
        };
    }

    SqlInferenceException Mismatch(string what, string? hint)
    {
        var takes = tensors.Count == 0 ? "nothing" : string.Join(", ", tensors);
        var given = declared.Count == 0 ? "" : $"; declared: {string.Join(", ", declared)}";
        return new SqlInferenceException(ErrorConditions.ModelInputMismatch,
            $"Model '{model}' does not fit the function: {what}. The model takes: {takes}{given}.",
            hint ?? "Declare the function with the parameters that the model takes.");
    }

    static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
