using System.Buffers;
using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SqlInference.Service.SqlServer;

/// <summary>Writes rows as the registry API takes columns: docs/registry-api.md. Gathers a chunk of them at a time.</summary>
sealed class ColumnStreamWriter
{
    const int RowsAtOnce = 4096;

    // What one chunk may hold is 64 MiB.
    const int BytesAtOnce = 16 << 20;

    readonly Stream _target;
    readonly Column[] _columns;
    int _rows;
    ulong _all;

    public ColumnStreamWriter(Stream target, IReadOnlyList<DbColumn> columns)
    {
        _target = target;
        _columns = [.. columns.Select(column => new Column(ColumnStreamTypes.Of(column).Type))];
        Head(columns);
    }

    /// <summary>Takes the row at hand.</summary>
    public void Add(DbDataReader row)
    {
        var bytes = 0L;
        for (var i = 0; i < _columns.Length; i++)
            bytes += _columns[i].Add(row, i, _rows);
        _rows++;
        if (_rows == RowsAtOnce || bytes >= BytesAtOnce)
            Flush();
    }

    /// <summary>Sends what has been gathered; nothing but a sign of life where that is nothing.</summary>
    public void Flush()
    {
        U32((uint)_rows);
        foreach (var column in _rows == 0 ? [] : _columns)
            column.WriteTo(_target, _rows);
        _all += (ulong)_rows;
        _rows = 0;
        _target.Flush();
    }

    public void End()
    {
        if (_rows > 0)
            Flush();
        U32(uint.MaxValue);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _all);
        _target.Write(bytes);
        _target.Flush();
    }

    void Head(IReadOnlyList<DbColumn> columns)
    {
        var head = JsonSerializer.SerializeToUtf8Bytes(new ColumnStreamHead([.. columns.Select(column => new ColumnStreamHead.Column(column.ColumnName, ColumnStreamTypes.Of(column).Name))]),
            ColumnStreamJson.Default.ColumnStreamHead);
        _target.Write("SQIC"u8);
        U32((uint)head.Length);
        _target.Write(head);
        _target.Flush();
    }

    void U32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _target.Write(bytes);
    }

    /// <summary>The values of one column of a chunk.</summary>
    sealed class Column(ColumnStreamType type)
    {
        readonly byte[] _valid = new byte[RowsAtOnce / 8];
        readonly ArrayBufferWriter<byte> _values = new();
        readonly ArrayBufferWriter<byte> _texts = new();
        bool _hasMissing;

        /// <summary>Returns how many bytes the column holds now.</summary>
        public long Add(DbDataReader row, int column, int position)
        {
            var isMissing = row.IsDBNull(column);
            _hasMissing |= isMissing;
            if (!isMissing)
                _valid[position / 8] |= (byte)(1 << (position % 8));
            Put(row, column, isMissing);
            return _values.WrittenCount + _texts.WrittenCount;
        }

        public void WriteTo(Stream target, int rows)
        {
            target.WriteByte(_hasMissing ? (byte)1 : (byte)0);
            if (_hasMissing)
                target.Write(_valid.AsSpan(0, (rows + 7) / 8));
            target.Write(_values.WrittenSpan);
            target.Write(_texts.WrittenSpan);
            _values.ResetWrittenCount();
            _texts.ResetWrittenCount();
            Array.Clear(_valid);
            _hasMissing = false;
        }

        void Put(DbDataReader row, int column, bool isMissing)
        {
            switch (type)
            {
                case ColumnStreamType.SmallInt: Integer(isMissing ? 0 : Convert.ToInt16(row.GetValue(column), CultureInfo.InvariantCulture), sizeof(short)); break;
                case ColumnStreamType.Int: Integer(isMissing ? 0 : row.GetInt32(column), sizeof(int)); break;
                case ColumnStreamType.BigInt: Integer(isMissing ? 0 : row.GetInt64(column), sizeof(long)); break;
                case ColumnStreamType.Real: Integer(BitConverter.SingleToInt32Bits(isMissing ? 0 : row.GetFloat(column)), sizeof(float)); break;
                case ColumnStreamType.Double: Integer(BitConverter.DoubleToInt64Bits(isMissing ? 0 : Number(row, column)), sizeof(double)); break;
                case ColumnStreamType.Boolean: Integer(!isMissing && row.GetBoolean(column) ? 1 : 0, sizeof(bool)); break;
                case ColumnStreamType.Timestamp: Integer(isMissing ? 0 : Micros(row.GetValue(column)), sizeof(long)); break;
                default: Text(isMissing ? "" : Convert.ToString(row.GetValue(column), CultureInfo.InvariantCulture)!); break;
            }
        }

        void Integer(long value, int width)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            _values.Write(bytes[..width]);
        }

        void Text(string text)
        {
            Integer(Encoding.UTF8.GetBytes(text, _texts), sizeof(uint));
        }

        // Of 38 digits, which .NET's own decimals do not have, a double keeps 17 anyway.
        static double Number(DbDataReader row, int column) => row.GetProviderSpecificValue(column) is System.Data.SqlTypes.SqlDecimal number
            ? number.ToDouble()
            : Convert.ToDouble(row.GetValue(column), CultureInfo.InvariantCulture);

        static long Micros(object value) => (value is DateTimeOffset time ? time.UtcTicks : ((DateTime)value).Ticks) / TimeSpan.TicksPerMicrosecond - DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond;
    }
}
