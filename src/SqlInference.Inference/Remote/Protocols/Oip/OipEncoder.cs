using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;

namespace SqlInference.Inference.Remote.Protocols.Oip;

/// <summary>Rows as the body of an inference request: a header in JSON, then the tensors one after the other.</summary>
sealed unsafe class OipEncoder(RemoteEndpoint endpoint, OipPlan plan)
{
    const int HeaderRoom = 256;

    readonly RowLimit _limit = new(endpoint);
    readonly byte[] _end = Encoding.UTF8.GetBytes(
        $"],\"outputs\":[{{\"name\":{Quoted(plan.Output.Name)},\"parameters\":{{\"binary_data\":true}}}}],\"parameters\":{{\"binary_data_output\":true}}}}");
    readonly byte[][] _names = [.. plan.Inputs.Select(input => Encoding.UTF8.GetBytes(Quoted(input.Tensor.Name)))];
    readonly byte[][] _validNames = [.. plan.Inputs.Select(input => Encoding.UTF8.GetBytes(Quoted(input.Tensor.Name + OipMetadata.ValidSuffix)))];

    /// <summary>Writes the body and says how long its header is and how many rows it holds.</summary>
    public (int HeaderBytes, int Rows) Write(ColumnBatch input, int start, PooledBytes body)
    {
        var rows = RowsThatFit(input, start);
        using var tensors = new PooledBytes();
        using var converted = new ColumnBuffer();
        body.Write("{\"inputs\":["u8);
        for (var i = 0; i < plan.Inputs.Count; i++)
        {
            if (i > 0)
                body.Write((byte)',');
            WriteInput(i, input, start, rows, body, tensors, converted);
        }

        body.Write(_end);
        var header = body.Length;
        body.Write(tensors.Written);
        return (header, rows);
    }

    /// <summary>True for a row that the server must not see, since one of its inputs is NULL and may not be.</summary>
    public bool IsRefused(ColumnBatch input, int row)
    {
        foreach (var planned in plan.Inputs)
        {
            if (planned.AcceptsNull)
                continue;
            foreach (var column in planned.Columns)
            {
                if (!input[column].IsValid(row))
                    return true;
            }
        }

        return false;
    }

    public bool MayRefuse => plan.Inputs.Any(input => !input.AcceptsNull);

    int RowsThatFit(ColumnBatch input, int start)
    {
        long room = _limit.MaxBytes - _end.Length - HeaderRoom;
        foreach (var planned in plan.Inputs)
            room -= HeaderRoom + 2 * planned.Tensor.Name.Length;

        var most = Math.Min(plan.MostRows, input.RowCount - start);
        var (rows, bytes) = (0, 0L);
        while (rows < most && (bytes += RowBytes(input, start + rows)) <= room)
            rows++;
        return rows > 0 ? rows : throw _limit.TooLarge(bytes);
    }

    long RowBytes(ColumnBatch input, int row)
    {
        var bytes = 0L;
        foreach (var planned in plan.Inputs)
        {
            bytes++;
            if (planned.Tensor.Type == ElementType.Utf8)
                bytes += sizeof(int) + (input[planned.Columns[0]].IsValid(row) ? input[planned.Columns[0]].Utf8At(row).Length : 0);
            else
                bytes += (long)planned.Tensor.Type.Width() * planned.Columns.Length * input[planned.Columns[0]].Type.ElementsPerRow;
        }

        return bytes;
    }

    void WriteInput(int index, ColumnBatch input, int start, int rows, PooledBytes header, PooledBytes tensors, ColumnBuffer converted)
    {
        var planned = plan.Inputs[index];
        var before = tensors.Length;
        if (planned.Tensor.Type == ElementType.Utf8)
            WriteTexts(input[planned.Columns[0]], start, rows, tensors);
        else if (planned.Columns.Length == 1)
            WriteNumbers(Converted(input, planned, 0, start, rows, converted), start, rows, tensors);
        else
            WriteInterleaved(input, planned, start, rows, tensors, converted);

        var perRow = planned.Columns.Length * input[planned.Columns[0]].Type.ElementsPerRow;
        WriteTensor(header, _names[index], OipDatatypes.Name(planned.Tensor.Type), rows, planned.Tensor.Dimensions(perRow), tensors.Length - before);
        if (!planned.AcceptsNull || input[planned.Columns[0]].Validity == null)
            return;

        header.Write((byte)',');
        WriteTensor(header, _validNames[index], "BOOL", rows, [], rows);
        var flags = tensors.GetSpan(rows);
        for (var row = 0; row < rows; row++)
            flags[row] = input[planned.Columns[0]].IsValid(start + row) ? (byte)1 : (byte)0;
        tensors.Advance(rows);
    }

    static void WriteTensor(PooledBytes header, byte[] name, string datatype, int rows, IEnumerable<long> dimensions, int bytes)
    {
        header.Write("{\"name\":"u8);
        header.Write(name);
        header.Write(",\"shape\":["u8);
        CellText.WriteNumber(header, rows);
        foreach (var dimension in dimensions)
        {
            header.Write((byte)',');
            CellText.WriteNumber(header, dimension);
        }

        header.Write("],\"datatype\":\""u8);
        Encoding.ASCII.GetBytes(datatype, header);
        header.Write("\",\"parameters\":{\"binary_data_size\":"u8);
        CellText.WriteNumber(header, bytes);
        header.Write("}}"u8);
    }

    static void WriteTexts(in ColumnView column, int start, int rows, PooledBytes tensors)
    {
        for (var row = start; row < start + rows; row++)
        {
            var text = column.IsValid(row) ? column.Utf8At(row) : default;
            BinaryPrimitives.WriteInt32LittleEndian(tensors.GetSpan(sizeof(int)), text.Length);
            tensors.Advance(sizeof(int));
            tensors.Write(text);
        }
    }

    static void WriteNumbers(in ColumnView column, int start, int rows, PooledBytes tensors)
    {
        var rowBytes = column.Type.Element.Width() * column.Type.ElementsPerRow;
        tensors.Write(new ReadOnlySpan<byte>(column.Values + (long)start * rowBytes, rows * rowBytes));
    }

    /// <summary>Columns side by side, as one row after the other.</summary>
    static void WriteInterleaved(ColumnBatch input, OipInput planned, int start, int rows, PooledBytes tensors, ColumnBuffer converted)
    {
        var width = planned.Tensor.Type.Width();
        var count = planned.Columns.Length;
        var target = tensors.GetSpan(rows * count * width);
        for (var i = 0; i < count; i++)
        {
            var column = Converted(input, planned, i, start, rows, converted);
            switch (width)
            {
                case 1: Spread<byte>(column, start, rows, target, count, i); break;
                case 2: Spread<ushort>(column, start, rows, target, count, i); break;
                case 4: Spread<uint>(column, start, rows, target, count, i); break;
                default: Spread<ulong>(column, start, rows, target, count, i); break;
            }
        }

        tensors.Advance(rows * count * width);
    }

    static void Spread<T>(in ColumnView column, int start, int rows, Span<byte> target, int stride, int at) where T : unmanaged
    {
        var from = new ReadOnlySpan<T>((T*)column.Values + start, rows);
        var to = MemoryMarshal.Cast<byte, T>(target);
        for (var row = 0; row < from.Length; row++)
            to[row * stride + at] = from[row];
    }

    /// <summary>The whole column in the tensor's type. Where only a part is sent, a batch was cut, which is rare.</summary>
    static ColumnView Converted(ColumnBatch input, OipInput planned, int i, int start, int rows, ColumnBuffer into)
    {
        ref readonly var column = ref input[planned.Columns[i]];
        // What the server does not accept as NULL must still be a harmless value; those rows are answered with NULL.
        var view = ColumnConverter.Convert(column, planned.Tensor.Type, into, $"parameter of tensor '{planned.Tensor.Name}'");
        return column.Validity == null ? view : WithoutGarbage(view, column, into);
    }

    static ColumnView WithoutGarbage(in ColumnView view, in ColumnView column, ColumnBuffer into)
    {
        var rowBytes = view.Type.Element.Width() * view.Type.ElementsPerRow;
        if (view.Values == column.Values)
        {
            into.Reset(view.Type, view.RowCount);
            NativeMemory.Copy(view.Values, into.Values, (nuint)((long)view.RowCount * rowBytes));
        }

        for (var row = 0; row < view.RowCount; row++)
        {
            if (!column.IsValid(row))
                new Span<byte>(into.Values + (long)row * rowBytes, rowBytes).Clear();
        }

        return new(view.Type, view.RowCount, into.Values, column.Validity);
    }

    static string Quoted(string name)
    {
        using var text = new PooledBytes(64);
        JsonCells.WriteText(text, Encoding.UTF8.GetBytes(name));
        return Encoding.UTF8.GetString(text.Written);
    }
}
