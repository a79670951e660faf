using System;
using System.Collections.Generic;
using System.Data.SqlTypes;
using System.Linq;
using System.Text;

namespace SqlInference.SqlClr.Tests.Support;

/// <summary>Arguments as the T-SQL of wrapper functions packs them.</summary>
static class Pack
{
    public static SqlBytes Row(params byte[][] arguments) => new(arguments.SelectMany(argument => argument).ToArray());

    public static byte[] Null => [0];

    public static byte[] Bit(bool value) => [1, value ? (byte)1 : (byte)0];

    public static byte[] SmallInt(short value) => BigEndian(BitConverter.GetBytes(value));

    public static byte[] Int(int value) => BigEndian(BitConverter.GetBytes(value));

    public static byte[] BigInt(long value) => BigEndian(BitConverter.GetBytes(value));

    public static byte[] Real(float value) => BigEndian(BitConverter.GetBytes(value));

    public static byte[] Float(double value) => BigEndian(BitConverter.GetBytes(value));

    public static byte[] Text(string value) => Counted(Encoding.Unicode.GetBytes(value));

    public static byte[] Decimal(string digits) => Counted(Encoding.ASCII.GetBytes(digits));

    public static byte[] Moment(DateTime value) => BigInt((value.Ticks - new DateTime(1970, 1, 1).Ticks) / 10);

    /// <summary>What stands in the place of a text that is too long.</summary>
    public static byte[] TooLong(long bytes) => [2, .. Enumerable.Reverse(BitConverter.GetBytes(bytes))];

    static byte[] Counted(byte[] bytes) => [1, .. Enumerable.Reverse(BitConverter.GetBytes(bytes.Length)), .. bytes];

    static byte[] BigEndian(IEnumerable<byte> littleEndian) => [1, .. Enumerable.Reverse(littleEndian)];
}
