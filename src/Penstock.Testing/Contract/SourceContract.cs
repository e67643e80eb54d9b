using System.Runtime.CompilerServices;

namespace Penstock.Testing;

/// <summary>The contract that every source keeps, for any test framework: list the cases, check each on a fresh fixture.</summary>
public static class SourceContract
{
    private static readonly IReadOnlyList<ContractCase> All =
    [
        Case(Can.None, null, ClaimCases.A_delivery_is_claimed_by_one_only),
        Case(Can.None, null, ClaimCases.No_more_than_max_are_claimed),
        Case(Can.None, null, ClaimCases.An_empty_store_gives_an_empty_batch),
        Case(Can.None, null, ClaimCases.A_cancelled_receive_claims_nothing),
        Case(Can.None, null, ClaimCases.A_batch_disposed_unsettled_is_released),
        Case(Can.None, null, SettleCases.A_completed_delivery_never_comes_back),
        Case(Can.None, null, SettleCases.A_released_delivery_comes_back_with_nothing_counted),
        Case(Can.None, null, SettleCases.A_retry_counts_one_failure),
        Case(Can.Delay, null, SettleCases.A_retry_waits),
        Case(Can.ParkAtomically, null, SettleCases.A_dead_letter_leaves_the_store_and_is_in_its_home_once),
        Case(Can.None, null, SettleCases.Settling_again_changes_nothing),
        Case(Can.None, false, SettleCases.A_subset_may_be_settled),
        Case(Can.None, null, LeaseCases.A_lost_delivery_is_reported_and_its_settlement_changes_nothing),
        Case(Can.None, null, LeaseCases.Deliveries_of_an_abandoned_owner_come_back),
        Case(Can.None, null, LeaseCases.Extending_what_is_held_keeps_it),
        Case(Can.CountClaims, null, LeaseCases.A_death_counts_a_claim_and_a_settlement_sets_it_to_zero),
        Case(Can.CountClaims, null, LeaseCases.Only_what_ran_is_counted_when_its_owner_dies),
        Case(Can.CountClaims, null, LeaseCases.A_suspect_that_was_claimed_and_did_not_run_is_not_counted_again),
        Case(Can.KeepKeyOrder, null, OrderCases.A_key_comes_in_order),
        Case(Can.KeepKeyOrder, null, OrderCases.A_key_waits_behind_its_claimed_head),
        Case(Can.KeepKeyOrder | Can.Delay, null, OrderCases.A_key_waits_behind_its_retried_head),
        Case(Can.None, true, TransactionCases.Effects_commit_with_the_settlement),
        Case(Can.None, true, TransactionCases.What_has_no_verdict_is_handed_back),
        Case(Can.None, true, TransactionCases.A_batch_disposed_unsettled_leaves_no_effect),
        Case(Can.None, true, TransactionCases.What_is_undone_leaves_no_effect),
        Case(Can.None, true, TransactionCases.A_lost_transaction_leaves_no_effect),
    ];

    /// <summary>The names of the cases that apply to a source.</summary>
    /// <param name="can">Its abilities, those of its decorators included.</param>
    /// <param name="transactions">Its batches have a transaction.</param>
    public static IReadOnlyList<string> Cases(Can can, bool transactions = false) =>
        [.. All.Where(c => can.HasFlag(c.AppliesTo) && (c.Transactions ?? transactions) == transactions).Select(c => c.Name)];

    /// <exception cref="ContractViolationException">The source does not keep it; the message says what happened instead.</exception>
    /// <exception cref="ArgumentException">There is no such case.</exception>
    public static async Task CheckAsync(string caseName, ISourceFixture fixture)
    {
        var found = All.FirstOrDefault(c => c.Name == caseName)
            ?? throw new ArgumentException($"There is no case '{caseName}'.", nameof(caseName));
        await using var scene = new ContractScene(fixture);
        await found.CheckAsync(scene);
    }

    private static ContractCase Case(
        Can appliesTo, bool? transactions, Func<ContractScene, Task> check, [CallerArgumentExpression(nameof(check))] string name = "") =>
        new(name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..], appliesTo, transactions, check);
}
