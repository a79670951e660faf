namespace SqlInference.PostgresWire.Messages;

/// <summary>A column of a result as clients are told of it.</summary>
/// <param name="TypeSize">Bytes of a value; -1 where they vary.</param>
/// <param name="TypeModifier">Such as the digits of a numeric; -1 for none.</param>
public readonly record struct ColumnDescription(string Name, uint TypeOid, short TypeSize, int TypeModifier, ValueFormat Format);
