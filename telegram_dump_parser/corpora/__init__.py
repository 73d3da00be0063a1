"""Corpora: tables whose rows hold dumps. Documents in, posts out; and is a text a dump at all?"""
