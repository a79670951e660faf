namespace SqlInference.Language.Tests;

public sealed class QueryPrinterTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("select a, b from t", "SELECT A, B|FROM T")]
    [InlineData(" select  a ,\n\tb -- c\n from /* d */ \"My t\" where x='it''s' ", "SELECT A , B|FROM \"My t\"|WHERE X='it''s'")]
    [InlineData("select a from t where b > 1 and c in (select d from u where e) group by a having count(*) > 1 order by a limit 5 offset 2", "SELECT A|FROM T|WHERE B > 1 AND C IN (SELECT D FROM U WHERE E)|GROUP BY A|HAVING COUNT(*) > 1|ORDER BY A|LIMIT 5|OFFSET 2")]
    [InlineData("select * from a left outer join b on a.x = b.x join c using (x) cross join d natural join e", "SELECT *|FROM A|LEFT OUTER JOIN B ON A.X = B.X|JOIN C USING (X)|CROSS JOIN D|NATURAL JOIN E")]
    [InlineData("select left(a, 2), extract(year from d), a is distinct from b from t", "SELECT LEFT(A, 2), EXTRACT(YEAR FROM D), A IS DISTINCT FROM B|FROM T")]
    [InlineData("select row_number() over (partition by a order by b) from t", "SELECT ROW_NUMBER() OVER (PARTITION BY A ORDER BY B)|FROM T")]
    [InlineData("with x as (select 1) select * from x union all select 2", "WITH X AS (SELECT 1)|SELECT *|FROM X|UNION ALL|SELECT 2")]
    [InlineData("select t.from, t.select from t", "SELECT T.FROM, T.SELECT|FROM T")]
    [InlineData("select E'a\\'b', $$From x$$ from t", "SELECT E'a\\'b', $$From x$$|FROM T")]
    [InlineData("select a from t where b = 'open", "SELECT A|FROM T|WHERE B = 'open")]
    [InlineData("select grouping, offset from t", "SELECT GROUPING, OFFSET|FROM T")]
    public void Query_is_printed_a_clause_a_line(string query, string lines) =>
        Assert.Equal(lines.Replace('|', '\n'), QueryPrinter.Print(query));

    [Fact]
    public void Printed_query_prints_as_itself()
    {
        var printed = QueryPrinter.Print("select a , 'x''Y' from (select 1) t -- c\n left join u on true where b order by 1");
        Assert.Equal(printed, QueryPrinter.Print(printed));
    }

    [Fact]
    public void Brackets_of_SQL_Server_keep_their_letters() =>
        Assert.Equal(["SELECT [My Col]", "FROM DBO.T"], QueryPrinter.Lines("select [My Col] from dbo.t", SqlDialect.SqlServer));
}
