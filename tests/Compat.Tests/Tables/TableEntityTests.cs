using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class TableEntityTests
{
    [Fact]
    public void Keys_TagAndTime_AreEntriesToo()
    {
        var entity = new TableEntity("p", "r") { ETag = new ETag("t"), Timestamp = DateTimeOffset.UnixEpoch };
        Assert.Equal(("p", "r", "t"), (entity["PartitionKey"], entity["RowKey"], entity["odata.etag"]));
        Assert.Equal((DateTimeOffset.UnixEpoch, new ETag("t")), (entity.Timestamp, entity.ETag));
        Assert.Equal(4, entity.Count);
        Assert.Null(new TableEntity().PartitionKey);
        Assert.Equal(default, new TableEntity().ETag);
    }

    [Fact]
    public void Dictionary_Members_WorkOnTheProperties()
    {
        var entity = new TableEntity(new Dictionary<string, object> { ["A"] = 1 });
        entity.Add("B", "b");
        Assert.Throws<ArgumentException>(() => entity.Add("B", "b"));
        Assert.True(entity.TryGetValue("B", out var value));
        Assert.Equal("b", value);
        Assert.Null(entity["none"]);
        Assert.True(entity.Remove("B"));
        Assert.False(entity.ContainsKey("B"));
        Assert.Equal("A", Assert.Single((IEnumerable<KeyValuePair<string, object>>)entity).Key);
        entity.Clear();
        Assert.Empty(entity.Keys);
    }

    [Fact]
    public void Getter_OfAnotherType_Throws()
    {
        var entity = new TableEntity { ["N"] = 1 };
        Assert.Throws<InvalidOperationException>(() => entity.GetString("N"));
        Assert.Throws<InvalidOperationException>(() => entity.GetInt64("N"));
        Assert.Null(entity.GetInt64("none"));
    }

    [Fact]
    public void Setter_OfAnotherType_KeepsTheWiderNumber()
    {
        var entity = new TableEntity { ["Long"] = 1L, ["Double"] = 1.5, ["Int"] = 1 };
        entity["Long"] = 2;
        entity["Double"] = 2;
        entity["Int"] = 2L;
        Assert.Equal((2L, 2.0, 2L), (entity["Long"], entity["Double"], entity["Int"]));
        entity["Long"] = "text";
        Assert.Equal("text", entity.GetString("Long"));
    }

    [Fact]
    public void ErrorCode_ComparedWithText_IgnoresCase()
    {
        Assert.True("entityalreadyexists" == TableErrorCode.EntityAlreadyExists);
        Assert.True("ResourceNotFound" != TableErrorCode.UpdateConditionNotSatisfied);
        Assert.Equal("TableAlreadyExists", TableErrorCode.TableAlreadyExists.ToString());
    }

    [Fact]
    public void Action_Made_KeepsWhatItIsMadeOf()
    {
        var entity = new TableEntity("p", "r");
        var action = new TableTransactionAction(TableTransactionActionType.Delete, entity, new ETag("t"));
        Assert.Equal((TableTransactionActionType.Delete, new ETag("t")), (action.ActionType, action.ETag));
        Assert.Same(entity, action.Entity);
        Assert.Equal(default, new TableTransactionAction(TableTransactionActionType.Add, entity).ETag);
    }
}
