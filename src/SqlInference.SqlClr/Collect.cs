using System;
using System.Data.SqlTypes;
using System.IO;
using Microsoft.SqlServer.Server;
using SqlInference.SqlClr.Rows;
using SqlInference.SqlClr.Scoring;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr;

/// <summary>
/// An aggregate: the rows of a group, each a number and a JSON object, for sqlinference.score_collected. Whatever order they come in, they are
/// scored by their numbers. It asks nobody itself: an aggregate gets no settings but what everybody could read.
/// </summary>
[Serializable]
[SqlUserDefinedAggregate(Format.UserDefined, MaxByteSize = -1, IsInvariantToOrder = true, IsInvariantToNulls = false, IsInvariantToDuplicates = false, IsNullIfEmpty = true)]
public sealed class Collect : IBinarySerialize
{
    const int MostBytes = 512 * 1024 * 1024;

    ByteBuffer _rows = new();

    public void Init() => _rows = new();

    public void Accumulate(SqlInt64 rowNo, [SqlFacet(MaxSize = -1)] SqlString rowJson)
    {
        if (rowNo.IsNull || rowJson.IsNull)
            throw new InferenceError(ErrorCodes.InvalidValue, "A collected row has no number, or is NULL.", "ROW_NUMBER() and FOR JSON make both.");
        CollectedRows.Put(_rows, rowNo.Value, rowJson.Value);
        if (_rows.Length > MostBytes)
            throw new InferenceError(ErrorCodes.RequestTooLarge, "A group has more than 512 MB of rows to collect.", "EXEC sqlinference.score takes any number of rows.");
    }

    public void Merge(Collect group) => _rows.Put(group._rows);

    [return: SqlFacet(MaxSize = -1)]
    public SqlBytes Terminate() => _rows.Length == 0 ? SqlBytes.Null : new(_rows.ToArray());

    public void Read(BinaryReader r)
    {
        var length = r.ReadInt32();
        _rows = new();
        _rows.Put(r.ReadBytes(length), 0, length);
    }

    public void Write(BinaryWriter w)
    {
        w.Write(_rows.Length);
        w.Write(_rows.ToArray());
    }
}
