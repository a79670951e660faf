using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Scoring;

/// <summary>
/// A 128-bit key for every row of a batch: equal rows have equal keys, and different rows have different ones but for
/// odds smaller than those of a memory error. The keys depend on secrets drawn at start, so that rows which collide
/// cannot be prepared in advance.
/// </summary>
sealed class RowKeys
{
    static readonly ulong[] Secrets = DrawSecrets();

    ulong[] _first = [];
    ulong[] _second = [];

    public ReadOnlySpan<ulong> First => _first;

    public ReadOnlySpan<ulong> Second => _second;

    public void Compute(ColumnBatch batch)
    {
        if (_first.Length < batch.RowCount)
        {
            _first = new ulong[batch.RowCount];
            _second = new ulong[batch.RowCount];
        }

        _first.AsSpan(0, batch.RowCount).Fill(Secrets[0]);
        _second.AsSpan(0, batch.RowCount).Fill(Secrets[1]);
        for (var column = 0; column < batch.ColumnCount; column++)
            Add(batch[column]);
    }

    void Add(in ColumnView column)
    {
        if (column.Type.Element == ElementType.Utf8)
            AddBytes(column, text: true);
        else if (column.Type.IsList)
            AddBytes(column, text: false);
        else
        {
            switch (column.Type.Element.Width())
            {
                case 8:
                    AddFixed<ulong>(column);
                    break;
                case 4:
                    AddFixed<uint>(column);
                    break;
                case 2:
                    AddFixed<ushort>(column);
                    break;
                default:
                    AddFixed<byte>(column);
                    break;
            }
        }
    }

    unsafe void AddFixed<T>(in ColumnView column) where T : unmanaged, INumberBase<T>
    {
        var values = (T*)column.Values;
        ulong present = Secrets[3], salt = Secrets[4];
        fixed (ulong* first = _first, second = _second)
        {
            if (column.Validity == null)
            {
                for (var row = 0; row < column.RowCount; row++)
                    Mix(ref first[row], ref second[row], ulong.CreateTruncating(values[row]), present, salt);
                return;
            }

            for (var row = 0; row < column.RowCount; row++)
            {
                if (column.IsValid(row))
                    Mix(ref first[row], ref second[row], ulong.CreateTruncating(values[row]), present, salt);
                else
                    Mix(ref first[row], ref second[row], 0, Secrets[2], salt);
            }
        }
    }

    unsafe void AddBytes(in ColumnView column, bool text)
    {
        var rowBytes = column.Type.Element.Width() * column.Type.ElementsPerRow;
        for (var row = 0; row < column.RowCount; row++)
        {
            if (!column.IsValid(row))
            {
                Mix(row, 0, Secrets[2]);
                continue;
            }

            var bytes = text ? column.Utf8At(row) : new ReadOnlySpan<byte>(column.Values + (long)row * rowBytes, rowBytes);
            Mix(row, (ulong)bytes.Length, Secrets[3]);
            while (bytes.Length >= sizeof(ulong))
            {
                Mix(row, MemoryMarshal.Read<ulong>(bytes), Secrets[3]);
                bytes = bytes[sizeof(ulong)..];
            }

            ulong rest = 0;
            for (var i = 0; i < bytes.Length; i++)
                rest |= (ulong)bytes[i] << (8 * i);
            Mix(row, rest, Secrets[3]);
        }
    }

    void Mix(int row, ulong value, ulong kind) => Mix(ref _first[row], ref _second[row], value, kind, Secrets[4]);

    // Each step is a bijection of the state for a given value and of the value for a given state (xor, odd
    // multiplication, xor-shift), so rows of one 64-bit column never collide at all.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Mix(ref ulong first, ref ulong second, ulong value, ulong kind, ulong salt)
    {
        var a = (first ^ value) * 0x9E3779B97F4A7C15 + kind;
        first = (a ^ (a >> 32)) * 0xD6E8FEB86659FD93;
        var b = (BitOperations.RotateLeft(second, 23) ^ value ^ salt) * 0xBF58476D1CE4E5B9 + kind;
        second = (b ^ (b >> 29)) * 0x94D049BB133111EB;
    }

    static ulong[] DrawSecrets()
    {
        var secrets = new ulong[5];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(secrets.AsSpan()));
        return secrets;
    }
}
