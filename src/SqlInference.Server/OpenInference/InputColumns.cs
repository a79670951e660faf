using System.Globalization;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Server.OpenInference;

/// <summary>Puts the tensors of a request into the order of the parameters, NULLs included.</summary>
sealed unsafe class InputColumns(int count) : IDisposable
{
    readonly RequestTensor?[] _values = new RequestTensor?[count];
    readonly RequestTensor?[] _validities = new RequestTensor?[count];
    readonly NativeBuffer[] _bitmaps = [.. Enumerable.Range(0, count).Select(_ => new NativeBuffer())];
    readonly ColumnBuffer[] _features = [.. Enumerable.Range(0, count).Select(_ => new ColumnBuffer())];

    public void Fill(OpenInferenceExchange exchange)
    {
        var first = exchange.Tensor(0);
        exchange.Batch.RowCount = (int)first.Rows;
        if (exchange.TensorCount == 1 && first.Parameter == RequestTensor.Unknown)
        {
            Divide(exchange, first);
            return;
        }

        Assign(exchange, first);
        for (var i = 0; i < count; i++)
        {
            if (_values[i] is not { } tensor)
                throw Missing(exchange, i);
            exchange.Batch[i] = Column(exchange.Plan.Inputs[i].Type, tensor.View, Validity(i, tensor));
        }
    }

    public void Dispose()
    {
        foreach (var bitmap in _bitmaps)
            bitmap.Dispose();
        foreach (var feature in _features)
            feature.Dispose();
    }

    void Assign(OpenInferenceExchange exchange, RequestTensor first)
    {
        Array.Clear(_values);
        Array.Clear(_validities);
        var body = exchange.Body.Bytes;
        for (var i = 0; i < exchange.TensorCount; i++)
        {
            var tensor = exchange.Tensor(i);
            if (tensor.Parameter == RequestTensor.Unknown)
                throw exchange.Plan.NoSuchInput(tensor, body);
            ref var place = ref (tensor.IsValidity ? _validities : _values)[tensor.Parameter];
            if (place != null)
                throw Malformed.Input(tensor, body, "is given twice.");
            if (tensor.Rows != first.Rows)
            {
                throw Malformed.Input(tensor, body, string.Create(CultureInfo.InvariantCulture,
                    $"has {tensor.Rows} rows, but input '{first.NameIn(body)}' has {first.Rows}."));
            }

            place = tensor;
        }
    }

    /// <summary>Moments travel as integers that are the same bytes; of a list of one, the tensor does not tell that it is one.</summary>
    static ColumnView Column(ColumnType type, in ColumnView view, ulong* validity) => new(
        new(type.Element == ElementType.Timestamp ? ElementType.Timestamp : view.Type.Element, type.ListLength), view.RowCount, view.Values, validity, view.Text);

    /// <summary>What its companion says, and what JSON had as null.</summary>
    ulong* Validity(int parameter, RequestTensor tensor)
    {
        if (_validities[parameter] is not { } companion)
            return tensor.View.Validity;
        var rows = (int)tensor.Rows;
        var words = (rows + 63) / 64;
        var bitmap = (ulong*)_bitmaps[parameter].Reserve((nuint)Math.Max(1, words) * sizeof(ulong));
        for (var word = 0; word < words; word++)
            bitmap[word] = tensor.View.Validity == null ? ulong.MaxValue : tensor.View.Validity[word];
        var flags = companion.View.Values;
        for (var row = 0; row < rows; row++)
        {
            if (flags[row] == 0)
                bitmap[row >> 6] &= ~(1UL << (row & 63));
        }

        return bitmap;
    }

    /// <summary>A matrix of all features as the columns of the parameters.</summary>
    void Divide(OpenInferenceExchange exchange, RequestTensor matrix)
    {
        var rows = (int)matrix.Rows;
        if (count == 1)
        {
            exchange.Batch[0] = Column(exchange.Plan.Inputs[0].Type, matrix.View, matrix.View.Validity);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            _features[i].Reset(matrix.Element!.Value, rows);
            switch (matrix.Element.Value.Width())
            {
                case 8: Take((ulong*)matrix.View.Values + i, (ulong*)_features[i].Values, rows, count); break;
                case 4: Take((uint*)matrix.View.Values + i, (uint*)_features[i].Values, rows, count); break;
                case 2: Take((ushort*)matrix.View.Values + i, (ushort*)_features[i].Values, rows, count); break;
                default: Take(matrix.View.Values + i, _features[i].Values, rows, count); break;
            }

            exchange.Batch[i] = _features[i].View;
        }
    }

    static void Take<T>(T* from, T* to, int rows, int stride) where T : unmanaged
    {
        for (var row = 0; row < rows; row++)
            to[row] = from[(long)row * stride];
    }

    static SqlInferenceException Missing(OpenInferenceExchange exchange, int parameter) =>
        Malformed.Request($"Input '{exchange.Plan.Inputs[parameter].Text}' of model '{exchange.Plan.Model.WireName}' is missing.");
}
