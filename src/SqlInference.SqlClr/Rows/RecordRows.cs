using System.Data;

namespace SqlInference.SqlClr.Rows;

/// <summary>Rows of a query whose columns behind the first are the parameters, of the types that sqlinference.value_text makes of theirs.</summary>
static class RecordRows
{
    public static void AddTo(Columns columns, IDataRecord record)
    {
        for (var i = 0; i < columns.All.Length; i++)
        {
            if (record.IsDBNull(i + 1))
                columns.All[i].AddNull();
            else
                Add(columns.All[i], record, i + 1);
        }
    }

    static void Add(Column column, IDataRecord record, int field)
    {
        switch (column.Kind)
        {
            case ValueKind.Bit: column.AddInteger(record.GetBoolean(field) ? 1 : 0); break;
            case ValueKind.SmallInt: column.AddInteger(record.GetInt16(field)); break;
            case ValueKind.Int: column.AddInteger(record.GetInt32(field)); break;
            case ValueKind.Real: column.AddReal(record.GetFloat(field)); break;
            case ValueKind.Float: column.AddDouble(record.GetDouble(field)); break;
            case ValueKind.Decimal: column.AddDecimal(record.GetString(field)); break;
            case ValueKind.Text: column.AddText(record.GetString(field)); break;
            default: column.AddInteger(record.GetInt64(field)); break;
        }
    }
}
