using SqlInference.Service.PostgreSql;

namespace SqlInference.Service.Tests.PostgreSql;

public sealed class TransactionBlockTests
{
    [Theory]
    [InlineData("SELECT 1", false)]
    [InlineData("begin", true)]
    [InlineData("-- comment\nSTART TRANSACTION READ ONLY;", true)]
    [InlineData("START x", false)]
    [InlineData("BEGIN;COMMIT", false)]
    [InlineData("BEGIN;COMMIT AND NO CHAIN", false)]
    [InlineData("BEGIN;COMMIT WORK AND CHAIN", true)]
    [InlineData("BEGIN;end transaction", false)]
    [InlineData("BEGIN;ROLLBACK", false)]
    [InlineData("BEGIN;ROLLBACK TO SAVEPOINT s", true)]
    [InlineData("BEGIN;ROLLBACK AND CHAIN", true)]
    [InlineData("BEGIN;ABORT", false)]
    [InlineData("BEGIN;PREPARE p AS SELECT 1", true)]
    [InlineData("BEGIN;PREPARE TRANSACTION 'p'", false)]
    [InlineData("BEGIN;COMMIT PREPARED 'p'", false)]
    public void Statements_open_and_close_it(string statements, bool isOpen)
    {
        var block = new TransactionBlock();
        foreach (var statement in statements.Split(';'))
            block.Ran(statement);
        Assert.Equal(isOpen, block.IsOpen);
    }
}
