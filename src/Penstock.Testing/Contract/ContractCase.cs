namespace Penstock.Testing;

/// <summary>One sentence of the contract and how it is checked.</summary>
/// <param name="Name">The sentence, with underscores.</param>
/// <param name="AppliesTo">The abilities without which the sentence means nothing.</param>
/// <param name="Transactions">True: only for batches with a transaction. False: only for those without. Null: for both.</param>
/// <param name="CheckAsync">Throws <see cref="ContractViolationException"/>.</param>
internal sealed record ContractCase(string Name, Can AppliesTo, bool? Transactions, Func<ContractScene, Task> CheckAsync);
