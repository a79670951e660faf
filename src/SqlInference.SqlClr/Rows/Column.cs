using System;
using System.Collections.Generic;
using System.Globalization;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr.Rows;

/// <summary>The values of a parameter in a batch of rows.</summary>
sealed class Column
{
    /// <summary>Characters of one text: with three bytes for each, it stays below what a service takes by default.</summary>
    public const int MostCharacters = 16 * 1024 * 1024;

    readonly List<int> _lengths = new();
    readonly List<bool> _valid = new();
    readonly ByteBuffer _values = new();

    public Column(Parameter parameter) => Parameter = parameter;

    public Parameter Parameter { get; }

    public ValueKind Kind => Parameter.Type.Kind;

    public int Rows => _valid.Count;

    public bool HasNulls { get; private set; }

    public int Bytes => _values.Length + (_lengths.Count * sizeof(int)) + _valid.Count;

    /// <summary>How many bytes the tensor has.</summary>
    public int TensorBytes => _values.Length + (_lengths.Count * sizeof(int));

    public void Clear()
    {
        _lengths.Clear();
        _valid.Clear();
        _values.Clear();
        HasNulls = false;
    }

    public void AddNull()
    {
        HasNulls = true;
        _valid.Add(false);
        if (Kind == ValueKind.Text)
            _lengths.Add(0);
        else
            _values.PutZeros(Parameter.Type.Width);
    }

    public void AddInteger(long value)
    {
        _valid.Add(true);
        _values.PutNumber(value, Parameter.Type.Width);
    }

    public void AddReal(float value) => AddInteger(BitConverter.ToInt32(BitConverter.GetBytes(value), 0));

    public void AddDouble(double value) => AddInteger(BitConverter.DoubleToInt64Bits(value));

    public void AddText(string text)
    {
        if (text.Length > MostCharacters)
            throw TooLong(text.Length);
        _valid.Add(true);
        _lengths.Add(_values.PutText(text));
    }

    public void AddDecimal(string digits)
    {
        if (!DecimalDigits.AreKeptByDouble(digits))
        {
            throw Refused("a number with more digits than a double keeps (15, or 2^53 for integers)",
                "Round it, or cast it to float if the model may see it rounded.");
        }

        AddDouble(double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    /// <summary>The values, and behind them for each row whether it has one.</summary>
    public void WriteTensors(ByteBuffer body)
    {
        if (Kind == ValueKind.Text)
            WriteTexts(body);
        else
            body.Put(_values);
        if (HasNulls)
        {
            foreach (var valid in _valid)
                body.PutByte(valid ? (byte)1 : (byte)0);
        }
    }

    /// <summary>As docs/registry-api.md has chunks of the column stream.</summary>
    public void WriteChunk(ByteBuffer chunk)
    {
        chunk.PutByte(HasNulls ? (byte)1 : (byte)0);
        if (HasNulls)
            WriteBitmap(chunk);
        foreach (var length in _lengths)
            chunk.PutNumber(length, sizeof(int));
        chunk.Put(_values);
    }

    public InferenceError Refused(string what, string hint) =>
        new(ErrorCodes.InputNotAccepted, $"The column or argument '{Parameter.Name}' holds {what}.", hint);

    public InferenceError TooLong(long characters) => Refused(
        $"a text of {characters.ToString(CultureInfo.InvariantCulture)} characters; {MostCharacters.ToString(CultureInfo.InvariantCulture)} are the most",
        "Pass a part of it: LEFT(…, 10000).");

    void WriteTexts(ByteBuffer body)
    {
        var values = _values.Written;
        var at = 0;
        foreach (var length in _lengths)
        {
            body.PutNumber(length, sizeof(int));
            body.Put(values.Array!, at, length);
            at += length;
        }
    }

    void WriteBitmap(ByteBuffer chunk)
    {
        for (var row = 0; row < Rows; row += 8)
        {
            var bits = 0;
            for (var bit = 0; bit < 8 && row + bit < Rows; bit++)
                bits |= (_valid[row + bit] ? 1 : 0) << bit;
            chunk.PutByte((byte)bits);
        }
    }
}
